import { describe, expect, it } from 'vitest';
import { hasEnded, hostLook, isBeforeStart, runLook, titleOf } from './run-state';

const all = [
  'scheduled',
  'waiting',
  'setup',
  'running',
  'completed',
  'collating',
  'finished_clean',
  'failed',
  'timed_out',
  'aborted',
  'imported',
] as const;

describe('states of runs', () => {
  it('have words and icons that tell them apart without colour', () => {
    expect(new Set(all.map((state) => runLook(state).word)).size).toBe(all.length);
    expect(new Set(all.map((state) => runLook(state).icon)).size).toBe(all.length);
  });

  it('are over or not', () => {
    expect(all.filter(hasEnded)).toEqual(['finished_clean', 'failed', 'timed_out', 'aborted', 'imported']);
    expect(all.filter(isBeforeStart)).toEqual(['scheduled', 'waiting', 'setup']);
  });

  it('stand in the title of the tab', () => {
    expect(titleOf({ run: '1132/2', state: 'running' } as never)).toBe('▶ 1132/2 running');
    expect(titleOf({ run: '1132/2', state: 'finished_clean' } as never)).toBe('✓ 1132/2 clean');
  });
});

it('a lost host looks like a failure, a free one does not', () => {
  expect(hostLook('lost').tone).toBe('regress');
  expect(hostLook('free').tone).toBe('improve');
});
