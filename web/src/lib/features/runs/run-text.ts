/** What a row of a list says of a run beside its state: the middle column and the two parts of its time. */
import type { Run } from '$lib/api/types';
import { kpiText } from '$lib/domain/kpi';
import { hasEnded } from '$lib/domain/run-state';
import { clock, duration, secondsBetween } from '$lib/domain/time';
import { capital } from '$lib/domain/units';

/** `load-1 → web-1, web-2`. */
export function hostsText(hosts: Run['hosts']): string {
  const statistics = hosts.statistics.join(', ');
  return statistics ? `${hosts.execution} → ${statistics}` : hosts.execution;
}

/** The run that it is compared with by default: the one before it of the same test. */
export function runBefore(run: string): string | undefined {
  const [test, number] = run.split('/');
  return Number(number) > 1 ? `${test}/${Number(number) - 1}` : undefined;
}

/** KPIs of a clean run; where it runs; else what the server says. */
export function middle(run: Run): string {
  if (run.state === 'finished_clean' && run.kpis?.length) return run.kpis.map(kpiText).join(' · ');
  if (run.state === 'running' && !run.disconnected?.length) return hostsText(run.hosts);
  return capital(run.sentence);
}

/** Since when the link to a host of the run is cut, in words; nothing while all are connected. */
export function cutText(run: Run, now: number): string | undefined {
  const cut = run.disconnected?.[0];
  if (!cut) return undefined;
  return `Disconnected from ${cut.host} for ${duration(secondsBetween(cut.since, now))}`;
}

export interface TimeText {
  value: string;
  beside: string;
}

/** When or how long, and what that number is. */
export function timeText(run: Run, now: number): TimeText {
  if (hasEnded(run.state)) {
    const took = run.ran_seconds == null ? '' : `took ${duration(run.ran_seconds)}`;
    return { value: clock(run.ended ?? run.submitted, now), beside: took };
  }
  if (run.ran_seconds != null) return { value: duration(run.ran_seconds), beside: 'took' };
  if (run.started) return { value: duration(Math.floor(secondsBetween(run.started, now))), beside: 'so far' };
  return {
    value: duration(Math.floor(secondsBetween(run.submitted, now))),
    beside: run.state === 'setup' ? 'so far' : 'waiting',
  };
}
