/** Reads ranges of a run's console over HTTP. */
import { consoleUrl, type RunAddress } from '$lib/api/calls';
import { problemOf } from '$lib/api/problem';
import type { Answer, Fetch } from './reader.svelte';

/** Before the script has started there is no console, which is not a failure. */
const NOTHING: Answer = { bytes: new Uint8Array(), total: 0, isGrowing: true };

export function consoleOf(run: RunAddress, fetcher: typeof fetch = fetch): Fetch {
  return async (from, to) => {
    const response = await fetcher(consoleUrl(run, from, to));
    if (response.status === 404 || response.status === 416) return NOTHING;
    if (!response.ok) {
      const body: unknown = await response.json().catch(() => undefined);
      throw new Error(problemOf(body, response.status).detail);
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    return {
      bytes,
      total: Number(response.headers.get('x-total-bytes') ?? from + bytes.length),
      isGrowing: response.headers.get('x-growing') === 'true',
    };
  };
}
