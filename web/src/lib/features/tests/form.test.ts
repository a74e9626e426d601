import { describe, expect, it } from 'vitest';
import type { Framework, Host, Test } from '$lib/api/types';
import { check, choiceOf, clonedForm, editedForm, newForm, withoutSecrets } from './form';

const framework = {
  definition: {
    name: 'nginx-wrk',
    script: 'nginx-wrk/run.sh',
    arguments: [
      { name: 'connections', default: '64' },
      { name: 'seed', kind: 'hidden', default: '7' },
    ],
    hosts: { execution: 'load-1', statistics: ['web-1'] },
    timeout: '10m',
  },
} as unknown as Framework;
const hosts = ['load-1', 'web-1'].map((name) => ({ name, state: 'free' }) as Host);
const test = {
  title: 'nginx c=256',
  arguments: [
    { name: 'connections', value: '256' },
    { name: 'seed', value: '7' },
  ],
  hosts: { execution: 'load-1', statistics: [] },
  timeout: '5m',
} as unknown as Test;

describe('a new test', () => {
  it('begins with what the framework says and sends only what differs', () => {
    const source = newForm(framework, hosts);
    expect(source.form.execution).toBe('load-1');
    const form = { ...source.form, values: { ...source.form.values, connections: '512' } };
    expect(choiceOf(framework.definition, form, source)).toEqual({
      title: 'nginx-wrk',
      arguments: { connections: '512' },
      execution_host: 'load-1',
      statistics_hosts: ['web-1'],
      timeout: '10m',
      tags: [],
    });
  });
});

describe('a test that is changed', () => {
  it('sends only title and tags once it has had a run', () => {
    const source = editedForm(framework, { ...test, id: 1132, arguments_editable: false } as Test);
    expect(choiceOf(framework.definition, { ...source.form, tags: ['nightly'] }, source)).toEqual({
      title: 'nginx c=256',
      tags: ['nightly'],
    });
  });

  it('sends what differs from itself before that', () => {
    const source = editedForm(framework, { ...test, id: 1132, arguments_editable: true } as Test);
    const form = { ...source.form, values: { ...source.form.values, connections: '512' } };
    expect(choiceOf(framework.definition, form, source)).toMatchObject({
      arguments: { connections: '512' },
      execution_host: 'load-1',
    });
  });
});

describe('a clone', () => {
  it('begins with everything of the test, and a value set back to the default is sent too', () => {
    const source = clonedForm(framework, test, '1132/2');
    expect(source).toMatchObject({ copiedFrom: '1132/2', test: 1132, form: { title: 'nginx c=256' } });
    const form = { ...source.form, values: { ...source.form.values, connections: '64' } };
    expect(choiceOf(framework.definition, form, source).arguments).toEqual({ connections: '64' });
  });

  it('leaves the source as it is', () => {
    const source = clonedForm(framework, test, '1132');
    source.form.statistics.push('web-1');
    expect(test.hosts.statistics).toEqual([]);
  });
});

describe('a secret', () => {
  const definition = {
    ...framework.definition,
    arguments: [
      { name: 'connections', default: '64' },
      { name: 'password', kind: 'secret' },
    ],
  } as Framework['definition'];
  const secretive = { ...framework, definition };

  it('is sent when it was typed, and a clone that leaves it alone sends nothing of it', () => {
    const source = newForm(secretive, hosts);
    const form = { ...source.form, values: { ...source.form.values, password: 'hunter2' } };
    expect(choiceOf(definition, form, source).arguments).toEqual({ password: 'hunter2' });
    const of = { ...test, arguments: [{ name: 'password', value: '', secret: true }] } as unknown as Test;
    const clone = clonedForm(secretive, of, '7');
    expect(choiceOf(definition, clone.form, clone).arguments).toEqual({});
  });

  it('is not among what the browser keeps', () => {
    const { form } = newForm(secretive, hosts);
    const typed = { ...form, values: { connections: '512', password: 'hunter2' } };
    expect(withoutSecrets(definition, typed).values).toEqual({ connections: '512', password: '' });
    expect(typed.values.password).toBe('hunter2');
  });
});

describe('checks before sending', () => {
  it('name an unknown host and a bad time-out at their fields', () => {
    const { form } = newForm(framework, hosts);
    expect(check(form, hosts)).toEqual({});
    const errors = check({ ...form, execution: '', statistics: ['web-3'], timeout: '10 minutes' }, hosts);
    expect(Object.keys(errors)).toEqual(['/execution_host', '/statistics_hosts', '/timeout']);
    expect(errors['/statistics_hosts']).toContain('web-3');
  });
});
