/** What loaders do with results: hand on the data, go to sign-in, or show the problem. */
import { error, redirect } from '@sveltejs/kit';
import type { Result } from './client';

/** Answers to show again while the server can't be reached: a refresh must not empty the page. */
const good = new Map<string, unknown>();
const KEPT = 32;

function remember(key: string, data: unknown): void {
  good.delete(key);
  good.set(key, data);
  const oldest = good.keys().next().value;
  if (good.size > KEPT && oldest !== undefined) good.delete(oldest);
}

/** The data of a result. Without an answer it is the last good data under the same key, if there is any. */
export function need<T>(key: string, result: Result<T>): T {
  if (result.ok) {
    remember(key, result.data);
    return result.data;
  }
  const { problem } = result;
  if (problem.status === 401) redirect(307, signInAddress());
  const isPassing = problem.status === 0 || problem.status >= 502;
  if (isPassing && good.has(key)) return good.get(key) as T;
  error(problem.status >= 400 ? problem.status : 503, { message: problem.title, problem });
}

/** Sign-in, with the way back to where the person wants to be. */
export function signInAddress(): string {
  const asked = location.pathname + location.search;
  const isDoor = /^\/(sign-in|setup|password)\b/.test(location.pathname);
  return asked === '/' || isDoor ? '/sign-in' : `/sign-in?to=${encodeURIComponent(asked)}`;
}

/** A way back that stays on this server. */
export function wayBack(url: URL): string {
  const to = url.searchParams.get('to') ?? '/';
  return /^\/(?![/\\])/.test(to) ? to : '/';
}
