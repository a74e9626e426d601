import { describe, expect, it } from 'vitest';
import { createApi, outcome } from './client';

function answering(status: number, body: unknown, seen: Request[] = []): typeof fetch {
  return (input) => {
    seen.push(input as Request);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const type = typeof body === 'string' ? 'text/html' : 'application/json';
    return Promise.resolve(new Response(text, { status, headers: { 'content-type': type } }));
  };
}

describe('the client', () => {
  it('gives the data of a good answer, and sends the header that mutations need', async () => {
    const seen: Request[] = [];
    const api = createApi(answering(200, { needed: true }, seen));
    const result = await outcome(api.GET('/setup'));
    expect(result).toEqual({ ok: true, data: { needed: true } });
    expect(seen[0]?.headers.get('x-daytona')).toBe('1');
  });

  it('gives the problem of a refusal', async () => {
    const problem = { type: 'unauthorized', title: 'Unauthorized', status: 401, detail: 'Sign in.' };
    const result = await outcome(createApi(answering(401, problem)).GET('/me'));
    expect(result).toEqual({ ok: false, problem });
  });

  it('gives a problem when nobody answers', async () => {
    const result = await outcome(
      createApi(() => Promise.reject(new TypeError('failed to fetch'))).GET('/me'),
    );
    expect(result.ok).toBe(false);
    expect(!result.ok && result.problem.status).toBe(0);
  });
});
