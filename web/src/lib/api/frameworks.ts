/** The calls of the pages that make and change frameworks. */
import type { Api, Result } from './client';
import { outcome } from './client';
import type {
  FromCommand,
  ProposedFramework,
  Applied,
  Framework,
  FrameworkDefinition,
  Page,
  RevisionDiff,
  RevisionRow,
  TrashItem,
} from './types';

/** The ETag of a framework that isn't there yet: no revision has it, so an existing one is never written over. */
const NONE = 0;

/** Saves a definition, only if `over` is still the latest revision; without it, only if there is none yet. */
export const saveFramework = (
  api: Api,
  definition: FrameworkDefinition,
  over: number = NONE,
): Promise<Result<Applied>> =>
  outcome(
    api.PUT('/frameworks/{name}', {
      params: { path: { name: definition.name } },
      body: definition,
      headers: { 'If-Match': `"${over}"` },
    }),
  );

export const cloneFramework = (api: Api, from: string, name: string): Promise<Result<Framework>> =>
  outcome(api.POST('/frameworks/{name}/clone', { params: { path: { name: from } }, body: { name } }));

export const deleteFramework = (api: Api, name: string): Promise<Result<TrashItem>> =>
  outcome(api.DELETE('/frameworks/{name}', { params: { path: { name } } }));

/** The revisions of a framework, newest first. */
export const revisions = (api: Api, name: string, cursor?: string): Promise<Result<Page<RevisionRow>>> =>
  outcome(
    api.GET('/frameworks/{name}/revisions', { params: { path: { name }, query: { limit: 100, cursor } } }),
  );

export const revisionDiff = (
  api: Api,
  name: string,
  from: number,
  to: number,
): Promise<Result<RevisionDiff>> =>
  outcome(api.GET('/frameworks/{name}/diff', { params: { path: { name }, query: { from, to } } }));

/** Where the framework file can be downloaded. */
export function exportUrl(name: string, revision?: number): string {
  const query = revision === undefined ? '' : `?revision=${revision}`;
  return `/api/v1/frameworks/${encodeURIComponent(name)}/export${query}`;
}

/** What a command would be as a framework. Nothing is saved by asking. */
export const proposeFramework = (
  api: Api,
  body: FromCommand,
  signal: AbortSignal,
): Promise<Result<ProposedFramework>> => outcome(api.POST('/frameworks/from-command', { body, signal }));
