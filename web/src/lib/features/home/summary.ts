/** The sentence at the top of the queue, and which lists are shown. */
import type { Host, Queue, Run } from '$lib/api/types';
import { hasEnded } from '$lib/domain/run-state';

export interface HostSummary {
  free: string[];
  total: number;
  trouble: string[];
}

export function hostSummary(hosts: Host[]): HostSummary {
  const troubled = hosts.filter((host) => host.state !== 'free' && host.state !== 'busy');
  return {
    free: hosts.filter((host) => host.state === 'free').map((host) => host.name),
    total: hosts.length,
    trouble: troubled.map((host) => `${host.name} ${host.state}`),
  };
}

export const ENDED_FILTERS = ['all', 'clean', 'failed'] as const;
export type EndedFilter = (typeof ENDED_FILTERS)[number];

/** The ended runs of a list, newest end first. */
export function endedRuns(runs: Run[], filter: EndedFilter): Run[] {
  return runs
    .filter((run) => hasEnded(run.state))
    .filter((run) => filter === 'all' || (filter === 'clean') === (run.state === 'finished_clean'))
    .sort((a, b) => (b.ended ?? b.submitted).localeCompare(a.ended ?? a.submitted));
}

/** Whether nothing has ever run, so that the first steps are shown instead of empty lists. */
export function isFirstTime(queue: Queue, runs: Run[]): boolean {
  return queue.running.length === 0 && queue.waiting_total === 0 && runs.length === 0;
}
