/** Words of the pages of hosts: the sentence at the top, since when, and what to do about a host in trouble. */
import type { Host, Queue, Run } from '$lib/api/types';
import { hostLook } from '$lib/domain/run-state';
import { clock, duration, secondsBetween } from '$lib/domain/time';
import { bytes, count } from '$lib/domain/units';

const TROUBLED: Host['state'][] = ['lost', 'suspect', 'disconnected'];

export function isTroubled(host: Host): boolean {
  return TROUBLED.includes(host.state);
}

/** How many are in each state but free: `3 busy, 1 lost`. */
export function tally(hosts: Host[]): string {
  const states: Host['state'][] = ['busy', 'disconnected', 'suspect', 'lost'];
  return states
    .map((state) => [hosts.filter((host) => host.state === state).length, hostLook(state).word] as const)
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word.toLowerCase()}`)
    .join(', ');
}

/** Hosts with a text in name, address or machine, and only the free ones if asked for. */
export function matching(hosts: Host[], query: string, isFreeOnly: boolean): Host[] {
  const wanted = query.trim().toLowerCase();
  return hosts.filter((host) => {
    const texts = [host.name, host.address, machine(host)];
    const isMatch = texts.some((text) => text.toLowerCase().includes(wanted));
    return isMatch && (!isFreeOnly || host.state === 'free');
  });
}

/** Since when it can't be reached, in words; nothing for a host that can. */
export function sinceText(host: Host, now: number): string | undefined {
  if (!('since' in host)) return undefined;
  const seconds = secondsBetween(host.since, now);
  return seconds < 3600 ? `for ${duration(seconds)}` : `since ${clock(host.since, now)}`;
}

/** What the machine is, in a line. */
export function machine(host: Host): string {
  const { facts } = host;
  if (!facts) return '';
  const parts = [`${facts.cpus} × ${facts.cpu_model}`, bytes(facts.memory_bytes), facts.architecture];
  return parts.filter(Boolean).join(', ');
}

/** The run that uses a host now. */
export function runOn(host: Host, queue: Queue): Run | undefined {
  return queue.running.find((run) => uses(run, host.name));
}

/** The first waiting run that wants it. */
export function nextOn(host: Host, queue: Queue): Run | undefined {
  return queue.waiting.find((run) => uses(run, host.name));
}

function uses(run: Run, name: string): boolean {
  return run.hosts.execution === name || run.hosts.statistics.includes(name);
}

export interface Trouble {
  /** What is wrong, since when. */
  title: string;
  /** What it means and what to do. */
  advice: string;
  command?: string;
}

/** What to do about a host that can't be used, or not for scripts. */
export function trouble(host: Host, queue: Queue, now: number): Trouble | undefined {
  const held = runOn(host, queue);
  const waits = queue.waiting.filter((run) => uses(run, host.name)).length;
  const meaning = [
    held ? `Run ${held.run} was there; what it measures is kept on the host.` : '',
    waits > 0 ? `${count(waits, 'run waits', 'runs wait')} for it.` : '',
  ];
  if (isTroubled(host)) {
    const advice = [
      ...meaning,
      'Check that the machine is on and reaches the server, then look at its agent:',
    ];
    return {
      title: `${host.name}: ${host.sentence}${since(host, now)}.`,
      advice: advice.filter(Boolean).join(' '),
      command: 'systemctl status daytona-agent',
    };
  }
  if (!host.cannot_run_scripts) return undefined;
  return { title: `${host.name} can’t run scripts.`, advice: host.cannot_run_scripts };
}

function since(host: Host, now: number): string {
  const text = sinceText(host, now);
  return text ? `, ${text}` : '';
}
