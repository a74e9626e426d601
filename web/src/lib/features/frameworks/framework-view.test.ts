import { expect, it } from 'vitest';
import type { FrameworkDefinition, FrameworkRow, Test } from '$lib/api/types';
import { inShort, matching, notDefault } from './framework-view';

const definition = {
  name: 'nginx-wrk',
  title: 'HTTP load',
  script: 'nginx-wrk/run.sh',
  arguments: [
    { name: 'connections', default: '64' },
    { name: 'seed', kind: 'hidden', default: '1' },
  ],
  kpis: [{ name: 'rps' }],
} as unknown as FrameworkDefinition;

it('frameworks are found by name, title or owner', () => {
  const rows = [{ framework: { definition, owner: 'ana' } }] as unknown as FrameworkRow[];
  for (const query of ['', 'WRK', 'http', 'ana']) expect(matching(rows, query)).toHaveLength(1);
  expect(matching(rows, 'fio')).toEqual([]);
});

it('a test is told by what differs from the defaults, hidden arguments apart', () => {
  const argument = (name: string, value: string) => ({ name, value });
  const test = { arguments: [argument('connections', '512'), argument('seed', '9')] } as unknown as Test;
  expect(notDefault(definition, test)).toEqual(['connections=512']);
});

it('a definition fits in a line', () => {
  expect(inShort(definition)).toBe('nginx-wrk/run.sh, 2 arguments, 1 KPI, time-out 24h');
});
