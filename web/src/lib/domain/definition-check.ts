/** What can be said of a definition without asking the server, by the pointers that it would use itself. */
import type { ArgumentSpec, FrameworkDefinition } from '$lib/api/types';
import { variable } from './argv';
import { spanSeconds } from './time';

export type Errors = Record<string, string>;

const SLUG = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const SLUG_RULE = 'use 1 to 64 letters, digits, “.”, “_” or “-”, beginning with a letter or digit';
const SIZE = /^\d+(\.\d+)?\s*([KMGT]i?B|B)?$/;
const LONGEST_TIMEOUT = 24 * 3600;

export function isSlug(text: string): boolean {
  return SLUG.test(text);
}

export function checkDefinition(definition: FrameworkDefinition): Errors {
  return {
    ...checkBasics(definition),
    ...checkArguments(definition.arguments ?? []),
    ...checkKpis(definition.kpis ?? []),
    ...checkLimits(definition),
  };
}

function checkBasics({ name, script, hosts }: FrameworkDefinition): Errors {
  const errors: Errors = {};
  if (!isSlug(name)) errors['/name'] = `A name is needed: ${SLUG_RULE}.`;
  const refused = scriptFault(script);
  if (refused) errors['/script'] = refused;
  if (hosts?.execution && !isSlug(hosts.execution))
    errors['/hosts/execution'] = `No host’s name: ${SLUG_RULE}.`;
  (hosts?.statistics ?? []).forEach((host, at) => {
    if (!isSlug(host)) errors[`/hosts/statistics/${at}`] = `“${host}” is no host’s name: ${SLUG_RULE}.`;
  });
  return errors;
}

function scriptFault(script: string): string | undefined {
  const parts = script.split('/');
  if (script === '') return 'Which script? Write folder/file, below the agent’s scripts folder.';
  if (parts.length < 2) return 'The script needs a folder of its own: write folder/file.';
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    return 'Write folder/file, relative to the agent’s scripts folder, without “.” or “..”.';
  }
  if (parts[0] === 'sar' || parts[0] === 'application') {
    return `The folder ${parts[0]} is the agent’s own in every run; name yours otherwise.`;
  }
  return undefined;
}

function checkArguments(specs: ArgumentSpec[]): Errors {
  const errors: Errors = {};
  const taken = new Map<string, number>();
  specs.forEach((spec, at) => {
    const before = taken.get(variable(spec.name));
    if (!isSlug(spec.name)) errors[`/arguments/${at}/name`] = `A name is needed: ${SLUG_RULE}.`;
    else if (before !== undefined) errors[`/arguments/${at}/name`] = doubled(specs, spec, before);
    taken.set(variable(spec.name), before ?? at);
    if (spec.kind === 'secret' && spec.default) {
      errors[`/arguments/${at}/default`] = 'A secret has no default: everybody may see a framework.';
    }
    const options = spec.options ?? [];
    if (spec.kind === 'select' && !options.includes(spec.default ?? '')) {
      errors[`/arguments/${at}/default`] =
        options.length === 0
          ? 'A select needs options.'
          : `The default has to be one of ${options.join(', ')}.`;
    }
  });
  return errors;
}

function doubled(specs: ArgumentSpec[], spec: ArgumentSpec, before: number): string {
  const other = specs[before]?.name;
  return other === spec.name
    ? `Used twice: also row ${before + 1}.`
    : `Like ${other} in row ${before + 1} it becomes ${variable(spec.name)}; rename one.`;
}

function checkKpis(kpis: { name: string }[]): Errors {
  const errors: Errors = {};
  kpis.forEach(({ name }, at) => {
    const before = kpis.findIndex((kpi) => kpi.name === name);
    if (name.trim() === '') errors[`/kpis/${at}/name`] = 'The name under which the script reports it.';
    else if (name !== name.trim()) errors[`/kpis/${at}/name`] = 'Without blanks at the ends.';
    else if (before < at) errors[`/kpis/${at}/name`] = `Declared twice: also row ${before + 1}.`;
  });
  return errors;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}

function checkLimits({ timeout, concurrency, results }: FrameworkDefinition): Errors {
  const errors: Errors = {};
  const seconds = timeout ? spanSeconds(timeout) : 0;
  if (seconds === undefined) errors['/timeout'] = 'Write it like 10m, 2h30m or 500ms.';
  else if (seconds > LONGEST_TIMEOUT) errors['/timeout'] = 'At most 24h, the server’s maximum.';
  if (concurrency !== undefined && !isCount(concurrency))
    errors['/concurrency'] = 'A whole number, 1 or more.';
  if (results?.max_bytes && !SIZE.test(results.max_bytes.trim())) {
    errors['/results/max_bytes'] = 'Write it like 500 MiB or 20 GiB.';
  }
  if (results?.max_files !== undefined && !isCount(results.max_files)) {
    errors['/results/max_files'] = 'A whole number, 1 or more.';
  }
  return errors;
}

/** The error at a place, or at what is inside it where that has no control of its own. */
export function errorAt(errors: Errors, pointer: string, withInner = false): string | undefined {
  if (errors[pointer] || !withInner) return errors[pointer];
  const inner = Object.keys(errors).find((each) => each.startsWith(`${pointer}/`));
  return inner && errors[inner];
}
