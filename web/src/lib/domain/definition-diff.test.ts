import { expect, it } from 'vitest';
import type { FrameworkDefinition } from '$lib/api/types';
import { differences } from './definition-diff';

const base = {
  name: 'nginx-wrk',
  script: 'nginx-wrk/run.sh',
  timeout: '10m',
  hosts: { execution: 'load-1', statistics: ['web-1'] },
  arguments: [
    { name: 'connections', default: '64' },
    { name: 'tls', kind: 'select', options: ['off', 'on'], default: 'off' },
  ],
} as unknown as FrameworkDefinition;

it('a changed default of an argument is named with both values', () => {
  const specs = [{ name: 'connections', default: '128' }, base.arguments![1]!];
  expect(differences(base, { ...base, arguments: specs })).toEqual([
    { place: 'argument connections, default', from: '64', to: '128' },
  ]);
});

it('added, removed and reordered rows are told apart', () => {
  const added = { name: 'note', description: 'free text' };
  const [connections, tls] = base.arguments!;
  expect(differences(base, { ...base, arguments: [tls!, connections!, added] })).toEqual([
    { place: 'argument note', from: undefined, to: 'description free text' },
    { place: 'order of arguments', from: 'connections, tls', to: 'tls, connections' },
  ]);
  expect(differences(base, { ...base, arguments: [tls!] })).toEqual([
    { place: 'argument connections', from: 'default 64', to: undefined },
  ]);
});

it('fields inside a table are named by their way, and what means the same is no difference', () => {
  const hosts = { execution: 'load-2', statistics: ['web-1'] };
  const same = { ...base, concurrency: 1, hosts } as FrameworkDefinition;
  expect(differences(base, same)).toEqual([{ place: 'hosts, execution', from: 'load-1', to: 'load-2' }]);
  expect(differences(base, base)).toEqual([]);
});
