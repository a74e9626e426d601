/**
 * What the script will be given: the same pure rules as the server's, checked by fixtures that both can read.
 * Does not run or send anything.
 */
import type { ArgumentSpec, FrameworkDefinition } from '$lib/api/types';

export type Passing = NonNullable<FrameworkDefinition['pass_arguments']>;

/** What stands in the place of a secret. */
export const SECRET = '***';

/** One cell of `argv`: `$1`, `$2` … */
export interface Cell {
  argument: string;
  text: string;
  hidden: boolean;
}

/** Values by argument name; one that is missing has the default. */
export type Values = Record<string, string>;

export function valueOf(spec: ArgumentSpec, values: Values): string {
  return values[spec.name] ?? spec.default ?? '';
}

/** Each value is one cell, whatever it holds; no shell is involved. */
export function argv(passing: Passing | undefined, specs: ArgumentSpec[], values: Values): Cell[] {
  return specs.map((spec) => {
    const value = spec.kind === 'secret' ? SECRET : valueOf(spec, values);
    const text = passing === 'named' ? `--${spec.name}=${value}` : value;
    return { argument: spec.name, text, hidden: spec.kind === 'hidden' };
  });
}

/** The environment variable that carries an argument. */
export function variable(name: string): string {
  return `DAYTONA_ARG_${name.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
}

/** A word as a POSIX shell reads it back. */
export function shellQuote(word: string): string {
  if (/^[A-Za-z0-9\-_./=:,@%+]+$/.test(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

export function commandLine(script: string, cells: Cell[]): string {
  return [script, ...cells.map((cell) => cell.text)].map(shellQuote).join(' ');
}

/** The names of the arguments whose value differs from the one that the form began with. */
export function changedArguments(specs: ArgumentSpec[], values: Values, source: Values): string[] {
  return specs
    .filter((spec) => spec.kind !== 'hidden' && valueOf(spec, values) !== valueOf(spec, source))
    .map((spec) => spec.name);
}
