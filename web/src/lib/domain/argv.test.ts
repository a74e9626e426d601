import { describe, expect, it } from 'vitest';
import type { ArgumentSpec } from '$lib/api/types';
import { argv, changedArguments, commandLine, shellQuote, variable, type Passing } from './argv';
import fixtures from './argv.fixtures.json';

function spec(name: string, more: Partial<ArgumentSpec> = {}): ArgumentSpec {
  return { name, ...more };
}

describe('argv', () => {
  it.each(fixtures)('$name', ({ passing, script, arguments: given, ...expected }) => {
    const specs = given.map(([name = '']) => spec(name));
    const cells = argv(passing as Passing, specs, Object.fromEntries(given));
    expect(cells.map((cell) => cell.text)).toEqual(expected.argv);
    expect(commandLine(script, cells)).toBe(expected.command_line);
  });

  it('takes the default of what was not given, and sends what is hidden', () => {
    const specs = [spec('level', { default: '6' }), spec('seed', { kind: 'hidden', default: '1' })];
    expect(argv('positional', specs, { level: '9' })).toEqual([
      { argument: 'level', text: '9', hidden: false },
      { argument: 'seed', text: '1', hidden: true },
    ]);
  });

  it('never shows a secret', () => {
    const cells = argv('named', [spec('password', { kind: 'secret' })], { password: 'hunter2' });
    expect(cells[0]?.text).toBe('--password=***');
  });

  it('names the variable of an argument as the server does', () => {
    expect(variable('max-connections.2')).toBe('DAYTONA_ARG_MAX_CONNECTIONS_2');
  });

  it('quotes so that a shell reads the same word', () => {
    expect(shellQuote('--a=b:c,d')).toBe('--a=b:c,d');
    expect(shellQuote('')).toBe("''");
    expect(shellQuote('$HOME')).toBe("'$HOME'");
  });
});

it('an argument counts as changed against the source, not against the default', () => {
  const specs = [spec('a', { default: '1' }), spec('b', { default: '2' })];
  expect(changedArguments(specs, { a: '5', b: '2' }, { a: '5' })).toEqual([]);
  expect(changedArguments(specs, { a: '1', b: '2' }, { a: '5' })).toEqual(['a']);
});
