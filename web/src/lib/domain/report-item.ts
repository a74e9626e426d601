/**
 * A report item as text and as its parts: `%STATHOST,0%/sar/cpu.plt:%user,%system`. By the same rules as the server's;
 * whether a run has the file and its columns isn't known here.
 */

export interface ReportItem {
  /** Which statistics host, in the order of their names; absent: the execution host. */
  statistics?: number;
  path: string;
  /** Columns of a metric file, or names of processes in one that has a column for each process. */
  columns: string[];
}

export type ReadItem = { ok: true; item: ReportItem } | { ok: false; detail: string };

const HOST = /^%(\w*HOST)(?:,(\d*))?%/;
const PER_PROCESS = ['cpu_usage.plt', 'memory_usage.plt', 'res_memory_usage.plt'];
const WITHOUT_COLUMNS = /\.(csv|txt|log|json|out):[^/]*$/;

/** Whether the file has a column for every process, so that names of processes are chosen. */
export function isPerProcess(path: string): boolean {
  return PER_PROCESS.includes(path.split('/').at(-1) ?? '');
}

function refuse(detail: string): ReadItem {
  return { ok: false, detail };
}

export function readItem(text: string): ReadItem {
  const host = HOST.exec(text);
  const number = host?.[2] ? Number(host[2]) : undefined;
  if (host && (number === undefined || !['EXECHOST', 'STATHOST'].includes(host[1] ?? ''))) {
    return refuse('A host is written %EXECHOST,0%/ or %STATHOST,0%/, before the file.');
  }
  if (host?.[1] === 'EXECHOST' && number !== 0) {
    return refuse('A run has one execution host: %EXECHOST,0%.');
  }
  const rest = host ? text.slice(host[0].length) : text;
  if (host && !rest.startsWith('/')) return refuse('A “/” stands between the host and its file.');
  const read = readFile(host ? rest.slice(1) : rest);
  if (!read.ok || host?.[1] !== 'STATHOST') return read;
  return { ok: true, item: { statistics: number ?? 0, ...read.item } };
}

function readFile(text: string): ReadItem {
  const mark = text.indexOf('.plt:');
  const path = mark < 0 ? text : text.slice(0, mark + 4);
  const columns =
    mark < 0
      ? []
      : text
          .slice(mark + 5)
          .split(',')
          .map((name) => name.trim());
  const parts = path.split('/');
  if (path === '') return refuse('Which file? Such as results.csv or %EXECHOST,0%/sar/cpu.plt.');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    return refuse('A file of the run’s results, without “.” or “..” on its way.');
  }
  if (mark < 0 && WITHOUT_COLUMNS.test(path)) {
    return refuse('Only .plt files have columns to choose; leave out what is behind the colon.');
  }
  if (columns.includes('')) return refuse('After the colon stand names, separated by commas.');
  const doubled = columns.find((name, at) => columns.indexOf(name) < at);
  if (doubled) return refuse(`${doubled} is named twice.`);
  if (columns.length === 0 && isPerProcess(path)) {
    return refuse(`It has a column for every process. Say which are meant, like ${path}:nginx.`);
  }
  return { ok: true, item: { path, columns } };
}

export function itemText({ statistics, path, columns }: ReportItem): string {
  const host = statistics === undefined ? '%EXECHOST,0%/' : `%STATHOST,${statistics}%/`;
  return host + path + (columns.length > 0 ? `:${columns.join(',')}` : '');
}
