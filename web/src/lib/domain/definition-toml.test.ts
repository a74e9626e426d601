import { describe, expect, it } from 'vitest';
import type { FrameworkDefinition } from '$lib/api/types';
import { isSame } from './definition';
import { lineOf, readToml, tomlOf } from './definition-toml';

const definition = {
  name: 'nginx-wrk',
  title: 'nginx under "wrk"',
  script: 'nginx-wrk/run.sh',
  pass_arguments: 'named',
  timeout: '10m',
  hosts: { execution: 'load-1', statistics: ['web-1', 'web-2'] },
  arguments: [
    { name: 'connections', default: '64', description: 'Open ones' },
    { name: 'note', default: ' a b"c\n\ttwo lines, \\ and é ', identity: false },
    { name: 'tls', kind: 'select', options: ['off', 'on', ''], default: '' },
  ],
  kpis: [{ name: 'latency p99', unit: 'ms', better: 'lower' }],
  subjects: { nginx: '1.27.3', 'a.b': 'x' },
  results: { max_bytes: '1 GiB' },
  measurement: { warm_up: '10s', rules: ['p99 < 20 ms'] },
} as unknown as FrameworkDefinition;

describe('the framework file', () => {
  it('is read back as the definition that it was written from', () => {
    const read = readToml(tomlOf(definition));
    if (read.kind !== 'read') throw new Error(JSON.stringify(read));
    expect(isSame(read.definition, definition)).toBe(true);
    expect(tomlOf(read.definition)).toBe(tomlOf(definition));
  });

  it('holds what a person would write', () => {
    expect(tomlOf(definition)).toContain('[[arguments]]\nname = "connections"\n');
    expect(tomlOf(definition)).toMatch(/^name = "nginx-wrk"\n/);
  });

  it('that is no TOML is refused with its line and column', () => {
    const read = readToml('name = "a"\nscript = a/run.sh\n');
    expect(read).toMatchObject({ kind: 'not_toml', line: 2 });
  });

  it('with a wrong kind of value is refused at each field', () => {
    const read = readToml(
      'name = 1\nhosts = "x"\n[[arguments]]\nname = "a"\ndefault = 64\n[subjects]\nnginx = 1.27\n',
    );
    if (read.kind !== 'misshapen') throw new Error(read.kind);
    expect(read.faults.map((fault) => fault.pointer)).toEqual([
      '/name',
      '/hosts',
      '/arguments/0/default',
      '/subjects',
    ]);
    expect(read.faults[2]?.detail).toBe('default has to be a text in quotes');
  });
});

describe('the line of a place', () => {
  const text = [
    '# a comment',
    'name = "a"',
    'purpose = """',
    'script = no',
    '"""',
    'script = "a/run.sh"',
    '[[arguments]]',
    'name = "one"',
    '',
    '[[arguments]]',
    'name = "two"',
    'default = "2"',
    '[hosts]',
    'execution = "h"',
  ].join('\n');

  it('is that of its key, also in a table of a list', () => {
    expect(lineOf(text, '/script')).toBe(6);
    expect(lineOf(text, '/arguments/1/default')).toBe(12);
    expect(lineOf(text, '/hosts/execution')).toBe(14);
  });

  it('is that of what would hold it where it is not written', () => {
    expect(lineOf(text, '/arguments/0/default')).toBe(7);
    expect(lineOf(text, '/arguments')).toBe(7);
    expect(lineOf(text, '/timeout')).toBe(1);
  });
});
