import { expect, it } from 'vitest';
import type { Host, Queue } from '$lib/api/types';
import { machine, matching, nextOn, sinceText, tally, trouble } from './hosts-view';

const now = Date.parse('2026-11-24T15:52:00Z');
const facts = { cpus: 16, cpu_model: 'EPYC', memory_bytes: 64 * 2 ** 30, architecture: 'x86_64' };
const free = {
  name: 'load-2',
  address: '10.0.0.2',
  state: 'free',
  sentence: 'free',
  facts,
} as unknown as Host;
const lost = {
  name: 'web-9',
  address: '10.0.0.9',
  state: 'lost',
  since: '2026-11-24T15:30:00Z',
  sentence: 'its agent has not been heard of for too long',
} as unknown as Host;
const queue = {
  running: [],
  waiting: [{ run: '1142/1', hosts: { execution: 'load-1', statistics: ['web-9'] } }],
  waiting_total: 1,
} as unknown as Queue;

it('hosts are counted by state and found by name, address or machine', () => {
  expect(tally([free, lost, { ...lost, name: 'x' }])).toBe('2 lost');
  expect(tally([free])).toBe('');
  for (const query of ['', 'LOAD', '10.0.0.2', 'epyc']) expect(matching([free], query, true)).toEqual([free]);
  expect(matching([free, lost], '', true)).toEqual([free]);
  expect(machine(free)).toBe('16 × EPYC, 64 GiB, x86_64');
});

it('a host in trouble says since when, what waits for it and what to do', () => {
  expect(sinceText(lost, now)).toBe('for 22:00');
  expect(sinceText(free, now)).toBeUndefined();
  const told = trouble(lost, queue, now);
  expect(told?.title).toBe('web-9: its agent has not been heard of for too long, for 22:00.');
  expect(told?.advice).toContain('1 run waits for it.');
  expect(told?.command).toContain('daytona-agent');
  expect(nextOn(lost, queue)?.run).toBe('1142/1');
  expect(trouble(free, queue, now)).toBeUndefined();
});

it('a host that is there and can not run scripts says why', () => {
  const host = { ...free, cannot_run_scripts: 'the agent is root and has no user for scripts' } as Host;
  expect(trouble(host, queue, now)).toEqual({
    title: 'load-2 can’t run scripts.',
    advice: 'the agent is root and has no user for scripts',
  });
});
