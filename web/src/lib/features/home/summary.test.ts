import { expect, it } from 'vitest';
import type { Host, Run } from '$lib/api/types';
import { endedRuns, hostSummary, isFirstTime } from './summary';

const host = (name: string, state: Host['state']) => ({ name, state }) as Host;
const run = (name: string, state: Run['state'], ended?: string) =>
  ({ run: name, state, submitted: '2026-11-24T10:00:00Z', ended }) as Run;

it('names the free hosts and those in trouble', () => {
  const hosts = [host('a', 'free'), host('b', 'busy'), host('c', 'lost')];
  expect(hostSummary(hosts)).toEqual({ free: ['a'], total: 3, trouble: ['c lost'] });
});

it('lists ended runs by their end, all or only the clean or failed ones', () => {
  const runs = [
    run('1/1', 'finished_clean', '2026-11-24T10:10:00Z'),
    run('2/1', 'failed', '2026-11-24T10:30:00Z'),
    run('3/1', 'running'),
    run('4/1', 'aborted', '2026-11-24T10:20:00Z'),
  ];
  expect(endedRuns(runs, 'all').map((r) => r.run)).toEqual(['2/1', '4/1', '1/1']);
  expect(endedRuns(runs, 'clean').map((r) => r.run)).toEqual(['1/1']);
  expect(endedRuns(runs, 'failed').map((r) => r.run)).toEqual(['2/1', '4/1']);
});

it('knows the first visit', () => {
  expect(isFirstTime({ running: [], waiting: [], waiting_total: 0 }, [])).toBe(true);
  expect(isFirstTime({ running: [], waiting: [], waiting_total: 1 }, [])).toBe(false);
});
