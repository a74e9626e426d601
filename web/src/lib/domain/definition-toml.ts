/** A definition as the framework file that the command line applies, and back, with the line of what is wrong. */
import { parse, stringify, TomlError } from 'smol-toml';
import type { FrameworkDefinition } from '$lib/api/types';
import { lean } from './definition';
import { shapeErrors } from './definition-shape';

/** A sentence about one place of the document. */
export interface Fault {
  pointer: string;
  detail: string;
}

export type Read =
  | { kind: 'read'; definition: FrameworkDefinition }
  | { kind: 'not_toml'; line: number; column: number; detail: string }
  | { kind: 'misshapen'; faults: Fault[] };

export function tomlOf(definition: FrameworkDefinition): string {
  return stringify(lean(definition));
}

/** Reads a framework file. What the fields may hold is for the server to say; here only their shape counts. */
export function readToml(text: string): Read {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const detail = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? '';
    return { kind: 'not_toml', line: error.line, column: error.column, detail };
  }
  const faults = shapeErrors(document);
  if (faults.length > 0) return { kind: 'misshapen', faults };
  const definition = { name: '', script: '', ...(document as Partial<FrameworkDefinition>) };
  return { kind: 'read', definition: definition as FrameworkDefinition };
}

const HEADER = /^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$/;
const KEY = /^\s*([A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*=/;

/** The line, counted from 1, where a place of the document is written; that of what holds it where it is not. */
export function lineOf(text: string, pointer: string): number {
  const lines = places(text);
  for (let wanted = pointer; wanted !== ''; wanted = wanted.slice(0, wanted.lastIndexOf('/'))) {
    const line = lines.get(wanted);
    if (line !== undefined) return line;
  }
  return 1;
}

/** The pointers of all tables and keys with their lines. */
function places(text: string): Map<string, number> {
  const found = new Map<string, number>();
  const counts = new Map<string, number>();
  let table = '';
  let isInText = false;
  text.split('\n').forEach((line, at) => {
    const fences = line.match(/"""|'''/g)?.length ?? 0;
    const wasInText = isInText;
    if (fences % 2 === 1) isInText = !isInText;
    if (wasInText) return;
    const header = HEADER.exec(line);
    const key = KEY.exec(line);
    if (header) {
      const path = `/${bare(header[2] ?? '').replaceAll('.', '/')}`;
      const count = (counts.get(path) ?? -1) + 1;
      if (header[1] === '[[') counts.set(path, count);
      table = header[1] === '[[' ? `${path}/${count}` : path;
      if (!found.has(path)) found.set(path, at + 1);
      found.set(table, at + 1);
    } else if (key) {
      found.set(`${table}/${bare(key[1] ?? '').replaceAll('.', '/')}`, at + 1);
    }
  });
  return found;
}

function bare(key: string): string {
  return key.replace(/^["']|["']$/g, '');
}
