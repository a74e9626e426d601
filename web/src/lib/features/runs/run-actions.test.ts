import { describe, expect, it, vi } from 'vitest';
import { runActions, type Subject } from './run-actions';

vi.mock('$app/navigation', () => ({ goto: vi.fn(), invalidate: vi.fn(), invalidateAll: vi.fn() }));

const run = (more: object = {}) =>
  ({
    run: '1132/2',
    framework: 'nginx-wrk',
    title: 'nginx c=256',
    owner: 'ana',
    state: 'running',
    since: '2026-11-24T13:50:00Z',
    sentence: 'It runs.',
    submitted: '2026-11-24T13:50:00Z',
    hosts: { execution: 'load-1', statistics: [] },
    may_abort: true,
    ...more,
  }) as Subject;
const labels = (subject: Subject) => runActions(subject, 'key', vi.fn()).map((action) => action.label);

describe('what can be done to a run', () => {
  it('while it runs it can be aborted, by whoever may', () => {
    expect(labels(run())).toContain('Abort…');
    expect(labels(run({ may_abort: false }))).not.toContain('Abort…');
    expect(labels(run({ state: 'finished_clean' }))).not.toContain('Abort…');
  });

  it('it is compared with what the server names, else with the run before it', () => {
    expect(labels(run())).toContain('Compare with 1132/1');
    expect(labels(run({ previous: '1131/4' }))).toContain('Compare with 1131/4');
    expect(labels(run({ run: '1132/1' })).join()).not.toContain('Compare');
  });

  it('what may not be done is shown with the reason', () => {
    const [again] = runActions(run({ may_run_again: false }), 'key', vi.fn());
    expect(again?.disabled).toContain('Only its owner');
  });
});
