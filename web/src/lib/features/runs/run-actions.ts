/** What can be done to a run: for its page, its menus, the command palette and single keys alike. */
import type { Action } from '$lib/actions/registry.svelte';
import type { Run, RunDetail } from '$lib/api/types';
import { hasEnded } from '$lib/domain/run-state';
import { deleteRunOf } from '$lib/features/trash/deleting';
import { compareAddress, runAddress } from '$lib/url/view';
import { copyLink, runAgain } from './actions';
import { runBefore } from './run-text';

/** A run of a list, or the whole of it, which knows better what may be done. */
export type Subject = Run & Partial<Pick<RunDetail, 'may_run_again' | 'previous'>>;

export const NOT_YOURS = 'Only its owner or the owner of the framework may run it again.';

/** `key` makes a double press of *Run again* one run; `abort` asks first. */
export function runActions(run: Subject, key: string, abort: () => void): Action[] {
  const group = 'This page';
  const before = run.previous ?? runBefore(run.run);
  const list: Action[] = [
    {
      id: 'run-again',
      label: 'Run again',
      group,
      run: () => void runAgain(run.run, key),
      disabled: run.may_run_again === false ? NOT_YOURS : undefined,
    },
    { id: 'run-changed', label: 'Run with changes…', group, key: 'r', href: `/tests/new?clone=${run.run}` },
  ];
  if (before) {
    const href = compareAddress(before, [run.run]);
    list.push({ id: 'compare-before', label: `Compare with ${before}`, group, key: 'c', href });
  }
  list.push({
    id: 'copy-run',
    label: 'Copy link',
    group,
    run: () => void copyLink(runAddress(run.run)),
  });
  if (run.may_abort && !hasEnded(run.state)) {
    list.push({ id: 'abort', label: 'Abort…', group, danger: true, run: abort });
  }
  if (run.may_edit && hasEnded(run.state)) {
    list.push({
      id: 'delete-run',
      label: 'Delete',
      group,
      danger: true,
      run: () => void deleteAndGoOn(run.run),
    });
  }
  return list;
}

/** From the page of the run itself the way goes on to its test. */
function deleteAndGoOn(run: string): Promise<void> {
  const isItsPage = location.pathname.startsWith(runAddress(run));
  return deleteRunOf(run, isItsPage ? `/tests/${run.split('/')[0]}` : undefined);
}
