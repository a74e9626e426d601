import { describe, expect, it } from 'vitest';
import type { Run } from '$lib/api/types';
import { cutText, hostsText, middle, runBefore, timeText } from './run-text';

const base = {
  run: '1132/2',
  framework: 'nginx-wrk',
  title: 'nginx c=256',
  owner: 'ana',
  sentence: 'The script runs.',
  submitted: '2026-11-24T13:50:00Z',
  hosts: { execution: 'load-1', statistics: ['web-1'] },
  may_abort: true,
};
const now = Date.parse('2026-11-24T13:55:12Z');
const running: Run = {
  ...base,
  state: 'running',
  since: base.submitted,
  abort: null,
  started: '2026-11-24T13:55:00Z',
};

describe('a row of a list', () => {
  it('says where a run runs, and what ran before it', () => {
    expect(middle(running)).toBe('load-1 → web-1');
    expect(hostsText({ execution: 'a', statistics: [] })).toBe('a');
    expect(runBefore('1132/2')).toBe('1132/1');
    expect(runBefore('1132/1')).toBeUndefined();
  });

  it('says the KPIs of a clean run and the cause of a failed one', () => {
    const kpis = [{ name: 'rps', value: 48_200, unit: 'req/s', better: null, file: 'results.csv' }];
    const clean: Run = { ...base, state: 'finished_clean', at: base.submitted, late: false, kpis };
    expect(middle(clean)).toBe('rps 48.2 k req/s');
    expect(middle({ ...clean, kpis: [] })).toBe('The script runs.');
  });

  it('says for how long the link is cut, beside the state', () => {
    expect(cutText(running, now)).toBeUndefined();
    const cut = { ...running, disconnected: [{ host: 'web-1', since: '2026-11-24T13:54:00Z' }] };
    expect(cutText(cut, now)).toBe('Disconnected from web-1 for 1:12');
    expect(middle(cut)).toBe('The script runs.');
  });

  it('says how long it runs, waits, or took', () => {
    expect(timeText(running, now)).toEqual({ value: '0:12', beside: 'so far' });
    const waiting: Run = { ...base, state: 'waiting', since: base.submitted };
    expect(timeText(waiting, now)).toEqual({ value: '5:12', beside: 'waiting' });
    const ended = {
      ...running,
      state: 'finished_clean',
      ran_seconds: 422,
      ended: base.submitted,
    } as unknown as Run;
    expect(timeText(ended, now).beside).toBe('took 7:02');
  });
});
