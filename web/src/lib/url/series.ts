/** The query words that name series: `pins`, `hide`. A series is `host/file:column`, as a person would write it. */

export interface SeriesName {
  host: string;
  file: string;
  column: string;
}

/** Between charts, and between the lines of one chart. */
const CHART = ',';
const LINE = '~';

const escaped = (text: string, signs = /[%,~]/g) =>
  text.replace(signs, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
const plain = (text: string) =>
  text.replace(/%(25|2c|3a|7e)/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

/** What a series is called within a page. */
export function seriesKey({ host, file, column }: SeriesName): string {
  return `${host}/${file}:${column}`;
}

function format({ host, file, column }: SeriesName): string {
  return `${escaped(`${host}/${file}`)}:${escaped(column, /[%,~:]/g)}`;
}

/** The host ends at the first slash, the file at the last colon. */
export function parseSeries(text: string): SeriesName | undefined {
  const [, host = '', file = '', column = ''] = /^([^/]+)\/(.+):([^:]+)$/.exec(text) ?? [];
  return column ? { host: plain(host), file: plain(file), column: plain(column) } : undefined;
}

/** The charts of a page, each with the lines on it. Words that name nothing are left out. */
export function parsePins(text: string | null): SeriesName[][] {
  return (text ?? '')
    .split(CHART)
    .map((chart) => chart.split(LINE).flatMap((line) => parseSeries(line) ?? []))
    .filter((chart) => chart.length > 0);
}

export function formatPins(charts: SeriesName[][]): string {
  return charts.map((lines) => lines.map(format).join(LINE)).join(CHART);
}

export function parseHidden(text: string | null): string[] {
  return (text ?? '').split(CHART).filter(Boolean).map(plain);
}

export function formatHidden(keys: string[]): string {
  return keys.map((key) => escaped(key)).join(CHART);
}
