import { expect, it } from 'vitest';
import type { FrameworkDefinition } from '$lib/api/types';
import { checkDefinition, errorAt } from './definition-check';

function check(parts: object): Record<string, string> {
  return checkDefinition({ name: 'gzip', script: 'gzip/run.sh', ...parts } as FrameworkDefinition);
}

it('a name and a script are enough', () => {
  expect(check({})).toEqual({});
  expect(Object.keys(check({ name: '', script: '' }))).toEqual(['/name', '/script']);
});

it('a script that could leave its folder is refused', () => {
  for (const script of ['run.sh', '/etc/passwd', 'a/../b', 'a//b', 'sar/run.sh']) {
    expect(check({ script })['/script'], script).toBeTruthy();
  }
});

it('two arguments that can not be told apart are named, by name or by variable', () => {
  const named = (...names: string[]) => ({ arguments: names.map((name) => ({ name })) });
  expect(check(named('a', 'b', 'a'))).toEqual({ '/arguments/2/name': 'Used twice: also row 1.' });
  expect(check(named('url-path', 'url_path'))['/arguments/1/name']).toContain('DAYTONA_ARG_URL_PATH');
  expect(check(named('', 'a b'))).toHaveProperty(['/arguments/1/name']);
});

it('a select needs options that hold its default', () => {
  const select = (options: string[], value: string) =>
    check({ arguments: [{ name: 'tls', kind: 'select', options, default: value }] })['/arguments/0/default'];
  expect(select([], '')).toContain('needs options');
  expect(select(['on', 'off'], 'maybe')).toContain('one of on, off');
  expect(select(['on', 'off'], 'off')).toBeUndefined();
});

it('a secret has no default, because everybody may see a framework', () => {
  const secret = (value: string) => check({ arguments: [{ name: 'key', kind: 'secret', default: value }] });
  expect(Object.keys(secret('x'))).toEqual(['/arguments/0/default']);
  expect(secret('')).toEqual({});
});

it('KPIs, hosts and limits are checked too', () => {
  const errors = check({
    kpis: [{ name: 'rps' }, { name: 'rps' }, { name: ' ' }],
    hosts: { execution: 'load-1', statistics: ['web 1'] },
    timeout: '25h',
    concurrency: 0,
    results: { max_bytes: 'much', max_files: 1.5 },
  });
  expect(Object.keys(errors).sort()).toEqual([
    '/concurrency',
    '/hosts/statistics/0',
    '/kpis/1/name',
    '/kpis/2/name',
    '/results/max_bytes',
    '/results/max_files',
    '/timeout',
  ]);
  expect(errorAt(errors, '/hosts/statistics', true)).toContain('web 1');
  expect(errorAt(errors, '/hosts')).toBeUndefined();
});
