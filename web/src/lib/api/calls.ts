/** The calls that the pages make, each with its result as a value. */
import type { Api, Result } from './client';
import { outcome } from './client';
import type {
  Choice,
  Comparison,
  Framework,
  FrameworkRow,
  HistoryEntry,
  Host,
  Kpis,
  Marks,
  Me,
  Queue,
  ResultFile,
  Run,
  RunDetail,
  Series,
  SeriesIndex,
  SeriesRequest,
  ServerInfo,
  Test,
  TestRow,
} from './types';

/** A run's address: the number of its test and its own. */
export interface RunAddress {
  id: number;
  n: number;
}

interface Page<T> {
  items: T[];
  next?: string | null;
}

type Calls<T> = Promise<Result<T>>;

export const me = (api: Api): Calls<Me> => outcome(api.GET('/me'));

export const server = (api: Api): Calls<ServerInfo> => outcome(api.GET('/server'));

export const setupStatus = (api: Api): Calls<{ needed: boolean }> => outcome(api.GET('/setup'));

export const setUp = (api: Api, body: { secret: string; name: string; password: string }): Calls<Me> =>
  outcome(api.POST('/setup', { body }));

export const signIn = (api: Api, body: { name: string; password: string }): Calls<Me> =>
  outcome(api.POST('/sessions', { body }));

export const signOut = (api: Api): Calls<unknown> => outcome(api.DELETE('/sessions/current'));

export const setPassword = (api: Api, body: { secret: string; password: string }): Calls<Me> =>
  outcome(api.POST('/passwords', { body }));

/** What runs, and the first `limit` of what waits. */
export const queue = (api: Api, mine: boolean, limit = 200): Calls<Queue> =>
  outcome(api.GET('/queue', { params: { query: mine ? { mine, limit } : { limit } } }));

export interface RunFilter {
  state?: string;
  framework?: string;
  owner?: string;
  host?: string;
  limit?: number;
}

export const runs = (api: Api, query: RunFilter): Calls<Page<Run>> =>
  outcome(api.GET('/runs', { params: { query } }));

export const hosts = (api: Api): Calls<Page<Host>> =>
  outcome(api.GET('/hosts', { params: { query: { limit: 200 } } }));

export const frameworks = (api: Api): Calls<Page<FrameworkRow>> =>
  outcome(api.GET('/frameworks', { params: { query: { limit: 200 } } }));

export const framework = (api: Api, name: string): Calls<Framework> =>
  outcome(api.GET('/frameworks/{name}', { params: { path: { name } } }));

export const tests = (api: Api, query: { framework?: string; limit?: number }): Calls<Page<TestRow>> =>
  outcome(api.GET('/tests', { params: { query } }));

export const test = (api: Api, id: number): Calls<Test> =>
  outcome(api.GET('/tests/{id}', { params: { path: { id } } }));

export const runsOfTest = (api: Api, id: number): Calls<Page<Run>> =>
  outcome(api.GET('/tests/{id}/runs', { params: { path: { id }, query: { limit: 200 } } }));

/** Makes a test with its first run; the key makes a second press of the button the same request. */
export const createTest = (api: Api, name: string, choice: Choice, key: string): Calls<Run> =>
  outcome(
    api.POST('/tests', {
      body: { ...choice, framework: name },
      headers: { 'Idempotency-Key': key },
    }),
  );

export const cloneTest = (api: Api, id: number, choice: Choice, key: string): Calls<Run> =>
  outcome(
    api.POST('/tests/{id}/clone', {
      params: { path: { id } },
      body: choice,
      headers: { 'Idempotency-Key': key },
    }),
  );

export const runAgain = (api: Api, id: number, key: string): Calls<Run> =>
  outcome(
    api.POST('/tests/{id}/runs', {
      params: { path: { id } },
      body: {},
      headers: { 'Idempotency-Key': key },
    }),
  );

export const run = (api: Api, path: RunAddress): Calls<RunDetail> =>
  outcome(api.GET('/tests/{id}/runs/{n}', { params: { path } }));

export const abort = (api: Api, path: RunAddress): Calls<Run> =>
  outcome(api.POST('/tests/{id}/runs/{n}/abort', { params: { path } }));

export const history = (api: Api, path: RunAddress): Calls<Page<HistoryEntry>> =>
  outcome(api.GET('/tests/{id}/runs/{n}/history', { params: { path, query: { limit: 200 } } }));

export const files = (api: Api, path: RunAddress, cursor?: string): Calls<Page<ResultFile>> =>
  outcome(api.GET('/tests/{id}/runs/{n}/files', { params: { path, query: { limit: 200, cursor } } }));

export const kpis = (api: Api, path: RunAddress): Calls<Kpis> =>
  outcome(api.GET('/tests/{id}/runs/{n}/kpis', { params: { path } }));

export const marks = (api: Api, path: RunAddress): Calls<Marks> =>
  outcome(api.GET('/tests/{id}/runs/{n}/marks', { params: { path } }));

export const seriesIndex = (api: Api, path: RunAddress): Calls<SeriesIndex> =>
  outcome(api.GET('/tests/{id}/runs/{n}/series', { params: { path } }));

export interface SeriesRange {
  series: SeriesRequest[];
  from?: number;
  to?: number;
  points: number;
}

export const querySeries = (
  api: Api,
  path: RunAddress,
  body: SeriesRange,
  signal: AbortSignal,
): Calls<{ series: Series[] }> =>
  outcome(api.POST('/tests/{id}/runs/{n}/series/query', { params: { path }, body, signal }));

export const compare = (api: Api, base: string, contender: string[]): Calls<Comparison> =>
  outcome(api.GET('/compare', { params: { query: { base, contender } } }));

/** Where a result file is served: shown by the browser if it is text, else downloaded. */
export function fileUrl(path: RunAddress, host: string, file: string): string {
  const parts = [host, ...file.split('/')].map(encodeURIComponent).join('/');
  return `/api/v1/tests/${path.id}/runs/${path.n}/files/${parts}`;
}

export function consoleUrl(path: RunAddress, from: number, to: number): string {
  return `/api/v1/tests/${path.id}/runs/${path.n}/console?bytes=${from}-${to}`;
}
