/**
 * A command as a person types it in a shell, read as what a framework would make of it: which words may vary, under
 * which names, and the script that calls it. Runs nothing, and expands nothing.
 */
import type { ArgumentSpec } from '$lib/api/types';
import { shellQuote, variable } from './argv';

/** A word that stays as it is, or one whose end may vary: `--duration=` and `30s`. */
export type Part = { fixed: string } | { before: string; name: string; value: string };

export interface Command {
  program: string;
  parts: Part[];
}

export type ReadCommand = { ok: true; command: Command } | { ok: false; detail: string };

type Words = { ok: true; words: string[] } | { ok: false; detail: string };

const SHELL_ONLY: [RegExp, string][] = [
  [/^[|;&]/, 'Only one command: put a pipe or a sequence into a script, and paste the call of that.'],
  [/^[<>]/, 'Without “<” and “>”: what a script prints is kept as its console anyway.'],
  [/^[`$]/, "Without “$” and backquotes: write the value that should stand there, or quote it with '…'."],
];

/** The words of a command line as a POSIX shell would find them. */
export function shellWords(text: string): Words {
  const words: string[] = [];
  let word: string | undefined;
  let rest = text.replaceAll('\\\n', ' ').trim();
  while (rest !== '') {
    const blank = /^\s+/.exec(rest);
    const piece = blank ? undefined : (quoted(rest) ?? plain(rest));
    if (piece && !piece.ok) return piece;
    if (piece) word = (word ?? '') + piece.text;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
    rest = rest.slice(blank?.[0].length ?? piece?.length ?? 1);
  }
  return { ok: true, words: word === undefined ? words : [...words, word] };
}

type Piece = { ok: true; text: string; length: number } | { ok: false; detail: string };

function quoted(rest: string): Piece | undefined {
  if (rest[0] === '\\') return { ok: true, text: rest[1] ?? '', length: 2 };
  if (rest[0] !== "'" && rest[0] !== '"') return undefined;
  const found = rest[0] === "'" ? /^'([^']*)'/.exec(rest) : /^"((?:[^"\\]|\\[\s\S])*)"/.exec(rest);
  if (!found) return { ok: false, detail: `The quote ${rest[0]} is opened and not closed.` };
  const inside = found[1] ?? '';
  if (rest[0] === "'") return { ok: true, text: inside, length: found[0].length };
  if (/(^|[^\\])[`$]/.test(inside)) return { ok: false, detail: SHELL_ONLY[2]?.[1] ?? '' };
  return { ok: true, text: inside.replace(/\\([$`"\\])/g, '$1'), length: found[0].length };
}

function plain(rest: string): Piece {
  const refused = SHELL_ONLY.find(([mark]) => mark.test(rest));
  if (refused) return { ok: false, detail: refused[1] };
  const text = /^[^\s'"\\|;&<>`$]+/.exec(rest)?.[0] ?? rest.charAt(0);
  return { ok: true, text, length: text.length };
}

/** Reads a command. Values of options get the option's name, other words `arg1`, `arg2` … */
export function readCommand(text: string): ReadCommand {
  const read = shellWords(text);
  if (!read.ok) return read;
  const [program, ...words] = read.words;
  if (program === undefined)
    return { ok: false, detail: 'Paste the command that you would type in a shell.' };
  if (/^[A-Za-z_]\w*=/.test(program)) {
    return { ok: false, detail: `Without ${program}: a script sets its own environment.` };
  }
  return { ok: true, command: { program, parts: named(words) } };
}

function named(words: string[]): Part[] {
  const taken = new Set<string>();
  const unique = (wanted: string) => {
    let name = wanted;
    for (let n = 2; taken.has(variable(name)); n++) name = `${wanted}-${n}`;
    taken.add(variable(name));
    return name;
  };
  let plainWords = 0;
  return words.map((word, at): Part => {
    const before = words[at - 1] ?? '';
    const assigned = /^(--?([A-Za-z0-9][\w.-]*)=)([\s\S]*)$/.exec(word);
    const attached = /^(-([A-Za-z]))(\d[\s\S]*)$/.exec(word);
    const option = assigned ?? attached;
    if (option) return { before: option[1] ?? '', name: unique(option[2] ?? ''), value: option[3] ?? '' };
    if (/^-/.test(word) && !/^-\d/.test(word)) return { fixed: word };
    const owner = /^--?([A-Za-z][\w.-]*)$/.exec(before)?.[1];
    return { before: '', name: unique(owner ?? `arg${++plainWords}`), value: word };
  });
}

/** The arguments of a framework that runs it, but for those that are to stay as they are. */
export function argumentsOf({ parts }: Command, kept: string[]): ArgumentSpec[] {
  return parts.flatMap((part) =>
    'name' in part && !kept.includes(part.name) ? [{ name: part.name, default: part.value }] : [],
  );
}

/** A script that calls the command with the values that a run has. */
export function scriptFor({ program, parts }: Command, kept: string[]): string {
  const words = parts.map((part) => {
    if ('fixed' in part) return shellQuote(part.fixed);
    if (kept.includes(part.name)) return shellQuote(part.before + part.value);
    return `${part.before === '' ? '' : shellQuote(part.before)}"$${variable(part.name)}"`;
  });
  const isBeside = program.includes('/') && !program.startsWith('/');
  const beside = program.replace(/^(\.\/)+/, '');
  const lines = [
    '#!/bin/sh',
    '# Results are the files that it leaves in the folder where it is started.',
    ...(isBeside ? [`# ${beside} lies beside this script.`] : []),
    'set -eu',
    ['exec', isBeside ? `"${'$'}{0%/*}"/${shellQuote(beside)}` : shellQuote(program), ...words].join(' '),
  ];
  return `${lines.join('\n')}\n`;
}

/** A name for the framework: that of the program without folder and ending. */
export function nameFor({ program }: Command): string {
  const file = program.split('/').at(-1) ?? '';
  return file
    .replace(/\.\w+$/, '')
    .replace(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64);
}
