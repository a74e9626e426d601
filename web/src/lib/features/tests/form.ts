/** What the test form holds, where it begins, and what it sends. Pure: the form itself only shows it. */
import type { Choice, Framework, FrameworkDefinition, Host, RunDetail, Test } from '$lib/api/types';
import { changedArguments, valueOf, type Values } from '$lib/domain/argv';
import { spanSeconds } from '$lib/domain/time';

export interface Form {
  title: string;
  values: Values;
  execution: string;
  statistics: string[];
  timeout: string;
  tags: string[];
}

/** What the form began with, and where that came from. */
export interface Source {
  form: Form;
  /** `1132/2` or `1132`, if it is a copy. */
  copiedFrom?: string;
  /** The test that is cloned. */
  test?: number;
  /** The test that is changed itself, and whether more of it than its title and tags can be. */
  edited?: { test: number; isWhole: boolean };
}

function defaults(definition: FrameworkDefinition): Values {
  return Object.fromEntries((definition.arguments ?? []).map((spec) => [spec.name, spec.default ?? '']));
}

export function newForm(framework: Framework, hosts: Host[]): Source {
  const { definition } = framework;
  const form = {
    title: definition.title ?? definition.name,
    values: defaults(definition),
    execution: definition.hosts?.execution ?? (hosts.length === 1 ? (hosts[0]?.name ?? '') : ''),
    statistics: definition.hosts?.statistics ?? [],
    timeout: definition.timeout ?? '',
    tags: [],
  };
  return { form };
}

export function clonedForm(framework: Framework, from: Test | RunDetail, name: string): Source {
  const given = Object.fromEntries(from.arguments.map((argument) => [argument.name, argument.value]));
  const form = {
    title: from.title,
    values: { ...defaults(framework.definition), ...given },
    execution: from.hosts.execution,
    statistics: [...from.hosts.statistics],
    timeout: from.timeout,
    tags: [...(from.tags ?? [])],
  };
  return { form, copiedFrom: name, test: Number(name.split('/')[0]) };
}

/** A test that is changed: all of it while it has had no run, later its title and tags. */
export function editedForm(framework: Framework, test: Test): Source {
  const { form } = clonedForm(framework, test, String(test.id));
  return { form, edited: { test: test.id, isWhole: test.arguments_editable ?? false } };
}

/** What of a form may be kept in the browser: all but secrets, which have to be typed again. */
export function withoutSecrets(definition: FrameworkDefinition, form: Form): Form {
  const secrets = (definition.arguments ?? []).filter((spec) => spec.kind === 'secret');
  const emptied = Object.fromEntries(secrets.map((spec) => [spec.name, '']));
  return { ...form, values: { ...form.values, ...emptied } };
}

/** The body of the request. In a clone only what was changed is sent, the rest comes from the test. */
export function choiceOf(definition: FrameworkDefinition, form: Form, source: Source): Choice {
  const specs = definition.arguments ?? [];
  const title = form.title.trim();
  const { tags } = form;
  if (source.edited && !source.edited.isWhole) return title ? { title, tags } : { tags };
  const isClone = source.test !== undefined || source.edited !== undefined;
  const given = isClone ? source.form.values : defaults(definition);
  const changed = changedArguments(specs, form.values, given);
  const values = specs.filter((spec) => changed.includes(spec.name));
  const choice: Choice = {
    arguments: Object.fromEntries(values.map((spec) => [spec.name, valueOf(spec, form.values)])),
    execution_host: form.execution,
    statistics_hosts: form.statistics,
    tags,
  };
  if (title) choice.title = title;
  if (form.timeout.trim()) choice.timeout = form.timeout.trim();
  return choice;
}

export type FieldErrors = Record<string, string>;

/** What can be said without asking the server; the keys are the pointers that it would use. */
export function check(form: Form, hosts: Host[]): FieldErrors {
  const errors: FieldErrors = {};
  const known = hosts.map((host) => host.name);
  if (!form.execution) errors['/execution_host'] = 'Choose the host on which the script runs.';
  else if (!known.includes(form.execution)) errors['/execution_host'] = unknownHost(form.execution);
  const missing = form.statistics.find((host) => !known.includes(host));
  if (missing) errors['/statistics_hosts'] = unknownHost(missing);
  if (form.timeout.trim() && spanSeconds(form.timeout) === undefined) {
    errors['/timeout'] = 'Write it like 10m, 2h30m or 500ms.';
  }
  return errors;
}

function unknownHost(name: string): string {
  return `There is no host ${name}. Choose one that has joined.`;
}

/** Whether something is a form for these arguments: a draft may come from another revision. */
export function isForm(value: unknown, names: string[]): value is Form {
  if (typeof value !== 'object' || value === null) return false;
  const form = value as Partial<Record<keyof Form, unknown>>;
  const texts = [form.title, form.execution, form.timeout];
  return (
    texts.every((text) => typeof text === 'string') &&
    Array.isArray(form.statistics) &&
    Array.isArray(form.tags) &&
    typeof form.values === 'object' &&
    form.values !== null &&
    Object.keys(form.values).sort().join('\n') === [...names].sort().join('\n')
  );
}
