/**
 * The definition of a framework as a document that is being edited: its defaults, its parts, what it is compared by.
 * The document is the very body that the server is sent, so a field that this page has no control for is kept.
 */
import type { ArgumentSpec, FrameworkDefinition } from '$lib/api/types';

export type ArgumentKind = NonNullable<ArgumentSpec['kind']>;
export type KpiSpec = NonNullable<FrameworkDefinition['kpis']>[number];

/** What a field means where it is absent. */
export const DEFAULTS = {
  concurrency: 1,
  max_bytes: '20 GiB',
  max_files: 100_000,
  pass_arguments: 'positional',
} as const;

export function emptyDefinition(): FrameworkDefinition {
  return { name: '', script: '', pass_arguments: 'named' };
}

export function emptyArgument(): ArgumentSpec {
  return { name: '', kind: 'text', default: '' };
}

type Fields = Record<string, unknown>;

/** The fields that say something: neither empty nor their default. */
function telling(fields: object, defaults: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => !isEmpty(value) && value !== defaults[name]),
  );
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

const ARGUMENT: Fields = { kind: 'text', identity: true };
const DOCUMENT: Fields = { ...DEFAULTS, iterations: 1, mirror: 'live' };
const ORDER = [
  'name title purpose script bundle pass_arguments timeout iterations mirror concurrency hosts arguments kpis report',
  'measurement metrics profilers results subjects notify',
]
  .join(' ')
  .split(' ');

function place(name: string): number {
  const at = ORDER.indexOf(name);
  return at < 0 ? ORDER.length : at;
}

/**
 * The same definition as short as it can be said and in the order of the manual. Two definitions that mean the same
 * have the same lean form.
 */
export function lean(definition: FrameworkDefinition): FrameworkDefinition {
  const parts: Fields = { ...definition };
  const { arguments: specs, kpis, results, hosts } = definition;
  if (specs) parts['arguments'] = specs.map((spec) => ({ name: spec.name, ...telling(spec, ARGUMENT) }));
  if (kpis) parts['kpis'] = kpis.map((kpi) => ({ name: kpi.name, ...telling(kpi, {}) }));
  if (results) parts['results'] = telling(results, DEFAULTS);
  if (hosts) parts['hosts'] = telling(hosts, {});
  const told = Object.entries(telling(parts, DOCUMENT)).sort(([a], [b]) => place(a) - place(b));
  return {
    name: definition.name,
    script: definition.script,
    ...Object.fromEntries(told),
  } as FrameworkDefinition;
}

/** What is sent: fields that were emptied are absent, all others as they are. */
export function toSend(definition: FrameworkDefinition): FrameworkDefinition {
  return lean(definition);
}

export function isSame(first: FrameworkDefinition, second: FrameworkDefinition): boolean {
  return canonical(lean(first)) === canonical(lean(second));
}

/** JSON with the keys in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** A list with one of its items at another place. */
export function moved<T>(items: T[], from: number, to: number): T[] {
  const item = items[from];
  if (item === undefined || to < 0 || to >= items.length || from === to) return items;
  const rest = items.toSpliced(from, 1);
  rest.splice(to, 0, item);
  return rest;
}
