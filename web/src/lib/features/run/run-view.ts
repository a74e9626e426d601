/** Words of the run page that are more than a field of the run. */
import type { Problem, ResultFile, RunDetail } from '$lib/api/types';
import { between, duration } from '$lib/domain/time';
import { hostsText } from '$lib/features/runs/run-text';
import { hasEnded } from '$lib/domain/run-state';

/** The facts under the title, in the order of the page. */
export function facts(run: RunDetail, now: number): string[] {
  const list: string[] = [];
  if (run.ran_seconds != null) list.push(`took ${duration(run.ran_seconds)}`);
  if (run.started && run.ended) list.push(between(run.started, run.ended, now));
  list.push(hostsText(run.hosts), run.owner, `revision ${run.revision}`);
  return list;
}

export const TABS = [
  { word: 'Summary', path: '' },
  { word: 'Timeline', path: 'timeline' },
  { word: 'Results', path: 'results' },
  { word: 'Console', path: 'logs' },
  { word: 'History', path: 'history' },
] as const;

/** What the console says while nothing is in it. */
export function emptyConsole(run: RunDetail): string {
  if (hasEnded(run.state)) return 'The script printed nothing.';
  if (run.state === 'running') return 'The script has printed nothing yet.';
  return 'The script has not started. What it prints appears here at once.';
}

/** Why there are no charts. */
export function emptyTimeline(run: RunDetail, problem: Problem | undefined): string {
  if (problem && problem.status !== 404) return problem.detail;
  if (hasEnded(run.state)) return 'No metrics were collected: the run ended before its hosts had prepared.';
  return 'The first samples appear about a second after the hosts have prepared.';
}

export interface HostFiles {
  host: string;
  files: ResultFile[];
}

/** Files by host, those that the script left before those of the agent. */
export function byHost(files: ResultFile[]): HostFiles[] {
  const hosts = new Map<string, ResultFile[]>();
  for (const file of files) hosts.set(file.host, [...(hosts.get(file.host) ?? []), file]);
  const isOurs = (path: string) => /^(sar|application)\//.test(path);
  return [...hosts].map(([host, list]) => ({
    host,
    files: list.sort(
      (a, b) => Number(isOurs(a.path)) - Number(isOurs(b.path)) || a.path.localeCompare(b.path),
    ),
  }));
}

/** A file's status in a word, with what is to be known about it. */
export function fileStatus(status: ResultFile['status']): { word: string; reason: string; isBad: boolean } {
  switch (status.kind) {
    case 'growing':
      return { word: 'growing', reason: '', isBad: false };
    case 'verified':
      return { word: '✓ verified', reason: '', isBad: false };
    case 'unverified':
      return { word: 'not verified', reason: status.reason, isBad: true };
    case 'skipped':
      return { word: 'skipped', reason: status.reason, isBad: true };
    case 'derived':
      return { word: 'derived', reason: 'made by the server from a result', isBad: false };
  }
}
