import { describe, expect, it } from 'vitest';
import { need, wayBack } from './load';
import { noAnswer } from './problem';

const missing = { type: 'not_found', title: 'Not found', status: 404, detail: 'No run 7/1.' };

describe('what a loader needs', () => {
  it('is the data', () => {
    expect(need('a', { ok: true, data: 7 })).toBe(7);
  });

  it('is the last good data while the server does not answer', () => {
    need('b', { ok: true, data: 'old' });
    expect(need('b', { ok: false, problem: noAnswer() })).toBe('old');
  });

  it('is a problem to show when the thing is gone, or was never seen', () => {
    need('c', { ok: true, data: 'old' });
    expect(() => need('c', { ok: false, problem: missing })).toThrow(
      expect.objectContaining({ status: 404, body: { message: 'Not found', problem: missing } }),
    );
    expect(() => need('d', { ok: false, problem: noAnswer() })).toThrow(
      expect.objectContaining({ status: 503 }),
    );
  });

  it('is a sign-in when the session is over', () => {
    expect(() => need('e', { ok: false, problem: { ...missing, status: 401 } })).toThrow(
      expect.objectContaining({ location: '/sign-in' }),
    );
  });
});

describe('the way back after sign-in', () => {
  it.each([
    ['/sign-in?to=%2Ftests%2F7', '/tests/7'],
    ['/sign-in', '/'],
    ['/sign-in?to=https://evil.example', '/'],
    ['/sign-in?to=//evil.example', '/'],
    ['/sign-in?to=/\\evil.example', '/'],
  ])('%s leads to %s', (path, expected) => {
    expect(wayBack(new URL(path, 'http://h'))).toBe(expected);
  });
});
