/** The typed client of the REST API. Every call ends as data or as a problem; nothing is thrown. */
import createClient from 'openapi-fetch';
import { noAnswer, problemOf } from './problem';
import type { paths } from './schema';
import type { Problem } from './types';

export type Result<T> = { ok: true; data: T } | { ok: false; problem: Problem };

export type Api = ReturnType<typeof createApi>;

/** A simple request from another site can't set this header, so the server takes it as proof of ours. */
export const OURS = { 'X-Daytona': '1' };

/** A client that asks through `fetcher`; pages give the one that their loader got. */
export function createApi(fetcher: typeof fetch = fetch) {
  return createClient<paths>({
    baseUrl: `${location.origin}/api/v1`,
    fetch: (request: Request) => fetcher(request),
    headers: OURS,
    querySerializer: { array: { style: 'form', explode: true } },
  });
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Waits for an answer and makes a value of it. */
export async function outcome<T>(call: Promise<Answer<T>>): Promise<Result<T>> {
  try {
    const { data, error, response } = await call;
    if (response.ok) return { ok: true, data: data as T };
    return { ok: false, problem: problemOf(error, response.status) };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    return { ok: false, problem: noAnswer() };
  }
}
