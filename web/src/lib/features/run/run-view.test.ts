import { describe, expect, it } from 'vitest';
import { noAnswer } from '$lib/api/problem';
import type { ResultFile, RunDetail } from '$lib/api/types';
import { byHost, emptyConsole, emptyTimeline, facts, fileStatus } from './run-view';

const run = {
  run: '1132/2',
  state: 'finished_clean',
  owner: 'ana',
  revision: 4,
  started: '2026-11-24T13:55:00Z',
  ended: '2026-11-24T14:02:02Z',
  ran_seconds: 422,
  hosts: { execution: 'load-1', statistics: ['web-1'] },
} as unknown as RunDetail;

describe('the run page', () => {
  it('has its facts in one line', () => {
    const list = facts(run, Date.parse('2026-11-24T14:10:00Z'));
    expect(list[0]).toBe('took 7:02');
    expect(list.slice(2)).toEqual(['load-1 → web-1', 'ana', 'revision 4']);
  });

  it('says why the console or the charts are empty', () => {
    expect(emptyConsole(run)).toContain('printed nothing');
    expect(emptyConsole({ ...run, state: 'waiting' } as RunDetail)).toContain('not started');
    expect(emptyTimeline(run, undefined)).toContain('No metrics');
    expect(emptyTimeline(run, noAnswer())).toContain('try again');
  });
});

describe('files', () => {
  const file = (host: string, path: string): ResultFile => ({
    host,
    path,
    size: 1,
    status: { kind: 'verified' },
  });

  it('are listed by host, the ones of the script first', () => {
    const list = byHost([file('b', 'x'), file('a', 'sar/cpu.plt'), file('a', 'results.csv')]);
    expect(list.map((each) => [each.host, each.files.map((f) => f.path)])).toEqual([
      ['b', ['x']],
      ['a', ['results.csv', 'sar/cpu.plt']],
    ]);
  });

  it('say in a word whether they can be trusted', () => {
    expect(fileStatus({ kind: 'verified' })).toEqual({ word: '✓ verified', reason: '', isBad: false });
    expect(fileStatus({ kind: 'skipped', reason: 'it is a link' })).toMatchObject({
      reason: 'it is a link',
      isBad: true,
    });
  });
});
