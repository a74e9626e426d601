/** What a chart shows, as rows of numbers: for its table and for the file of comma-separated values. */
import type { Series } from '$lib/api/types';
import type { Line } from './lines';

export interface Sample {
  at: number;
  value: number;
  min: number;
  max: number;
  /** How many rows of the file it stands for. */
  n: number;
}

/** A line's samples within a range: rows as they are, or buckets where the answer is reduced. */
export function samplesOf({ series }: Line, from: number, to: number): Sample[] {
  return series.raw ? rows(series, from, to) : buckets(series, from, to);
}

function rows(series: Series, from: number, to: number): Sample[] {
  const values = series.columns[0]?.v ?? [];
  return series.t.flatMap((at, row) => {
    const value = values[row] ?? null;
    return value === null || at < from || at > to ? [] : [{ at, value, min: value, max: value, n: 1 }];
  });
}

function buckets(series: Series, from: number, to: number): Sample[] {
  const column = series.columns[0];
  const samples: Sample[] = [];
  (column?.first ?? []).forEach((first, bucket) => {
    const at = series.from + bucket * series.step;
    const value = column?.mean?.[bucket] ?? first;
    if (value === null || at + series.step <= from || at > to) return;
    const [min, max] = [column?.min?.[bucket] ?? value, column?.max?.[bucket] ?? value];
    samples.push({ at, value, min, max, n: column?.n?.[bucket] ?? 1 });
  });
  return samples;
}

/** Steps of the table, in seconds, that people count in. */
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];

export interface TableRow {
  at: number;
  /** One for each line; nothing where it has no sample. */
  cells: (Sample | undefined)[];
}

/** At most `most` rows over a range, with what every line has in each of them. */
export function tableRows(lines: Line[], from: number, to: number, most = 200): TableRow[] {
  const step = STEPS.find((each) => (to - from) / each < most - 1) ?? (to - from) / (most - 1);
  const found = new Map<number, TableRow>();
  lines.forEach((line, place) => {
    for (const sample of samplesOf(line, from, to)) {
      const at = Math.floor(sample.at / step + 1e-9);
      const row = found.get(at) ?? { at: at * step, cells: new Array<Sample | undefined>(lines.length) };
      row.cells[place] = merged(row.cells[place], sample);
      found.set(at, row);
    }
  });
  return [...found].sort(([a], [b]) => a - b).map(([, row]) => ({ ...row, cells: [...row.cells] }));
}

function merged(held: Sample | undefined, next: Sample): Sample {
  if (!held) return next;
  const n = held.n + next.n;
  return {
    at: held.at,
    value: (held.value * held.n + next.value * next.n) / n,
    min: Math.min(held.min, next.min),
    max: Math.max(held.max, next.max),
    n,
  };
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const HEAD = ['run', 'host', 'file', 'column', 'unit', 'elapsed_seconds', 'value', 'min', 'max', 'n'];

/** The samples that are shown, one a row; `run` is said where the lines don't. */
export function shownAsCsv(lines: Line[], from: number, to: number, run: string): string {
  const text = [HEAD.join(',')];
  for (const line of lines) {
    const { host, file, columns } = line.series;
    const names = [line.run ?? run, host, file, columns[0]?.name ?? '', columns[0]?.unit ?? ''].map(cell);
    for (const { at, value, min, max, n } of samplesOf(line, from, to)) {
      text.push([...names, at, value, min, max, n].join(','));
    }
  }
  return `${text.join('\r\n')}\r\n`;
}
