/** The calls of the pages that make and change frameworks. */
import type { Api, Result } from './client';
import { outcome } from './client';
import type { Applied, FrameworkDefinition } from './types';

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
