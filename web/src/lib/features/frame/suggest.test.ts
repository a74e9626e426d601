import { expect, it } from 'vitest';
import type { FrameworkRow, Host } from '$lib/api/types';
import { suggestions } from './suggest';

const known = {
  frameworks: [
    { framework: { definition: { name: 'nginx-wrk', title: 'nginx under load' } } },
    { framework: { definition: { name: 'pgbench' } } },
  ] as unknown as FrameworkRow[],
  hosts: [{ name: 'load-1', sentence: 'free since 11:02' }] as unknown as Host[],
};
const shown = (text: string) =>
  suggestions(text, known).flatMap((group) => group.entries.map((entry) => `${entry.label} ${entry.href}`));

it('a number opens the test, with a slash the run, two are compared', () => {
  expect(shown('1132')).toEqual(['Test 1132 /tests/1132']);
  expect(shown('1132/2')).toEqual(['Run 1132/2 /tests/1132/runs/2']);
  expect(shown('1132 1133')).toEqual(['Compare 1132 with 1133 /compare?base=1132&contender=1133']);
});

it('words find frameworks by name and title, and hosts', () => {
  expect(shown('load nginx')).toEqual(['nginx-wrk /frameworks/nginx-wrk']);
  expect(shown('LOAD')).toEqual(['nginx-wrk /frameworks/nginx-wrk', 'load-1 /?host=load-1']);
  expect(shown('nothing')).toEqual([]);
  expect(shown('  ')).toEqual([]);
});
