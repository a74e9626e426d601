import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import { goto } from '$app/navigation';
import type { Framework, Host, Test } from '$lib/api/types';
import { clonedForm, editedForm } from './form';
import TestForm from './TestForm.svelte';

vi.mock('$app/navigation', () => ({ goto: vi.fn(), beforeNavigate: vi.fn() }));

const framework = {
  revision: 4,
  definition: {
    name: 'nginx-wrk',
    script: 'nginx-wrk/run.sh',
    pass_arguments: 'named',
    arguments: [
      { name: 'connections', default: '64' },
      { name: 'tls', kind: 'select', options: ['off', 'on'], default: 'off' },
      { name: 'seed', kind: 'hidden', default: '7' },
    ],
  },
} as unknown as Framework;
const hosts = ['load-1', 'web-1'].map((name) => ({ name, state: 'free', sentence: 'free' }) as Host);
const test = {
  title: 'nginx c=256',
  arguments: [
    { name: 'connections', value: '256' },
    { name: 'tls', value: 'off' },
    { name: 'seed', value: '7' },
  ],
  hosts: { execution: 'load-1', statistics: ['web-1'] },
  timeout: '5m',
} as unknown as Test;

const asked: { url: string; key: string | null; body: unknown }[] = [];
let answer: () => Promise<Response>;

function show() {
  render(TestForm, { framework, hosts, source: clonedForm(framework, test, '1132') });
}

const json = (status: number, body: unknown, type = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });
const save = () => screen.getByRole('button', { name: 'Save and run' });

beforeEach(() => {
  sessionStorage.clear();
  asked.length = 0;
  vi.mocked(goto).mockClear();
  answer = () => Promise.resolve(json(201, { run: '1133/1' }));
  vi.stubGlobal('fetch', async (request: Request) => {
    const key = request.headers.get('Idempotency-Key');
    asked.push({ url: new URL(request.url).pathname, key, body: await request.json() });
    return answer();
  });
});

it('a clone shows its values, hides what is hidden, and marks what is changed', async () => {
  show();
  const input = screen.getByRole('textbox', { name: /^connections/ });
  expect((input as HTMLInputElement).value).toBe('256');
  expect(screen.queryByLabelText(/^seed/)).toBeNull();
  await fireEvent.input(input, { target: { value: '512' } });
  expect(screen.getByText('was 256')).toBeTruthy();
  expect(screen.getByText('--connections=512')).toBeTruthy();
  expect(screen.getByText(/1 hidden argument is sent too/)).toBeTruthy();
});

it('a double press sends one request with a key, then the run is shown', async () => {
  show();
  await fireEvent.click(save());
  await fireEvent.click(save());
  await waitFor(() => expect(goto).toHaveBeenCalledWith('/tests/1133/runs/1'));
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ url: '/api/v1/tests/1132/clone', body: { execution_host: 'load-1' } });
  expect(asked[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
});

it('what the server refuses is said at its field, and the same key is used again', async () => {
  const detail = 'choose one of off, on';
  const errors = [{ pointer: '/arguments/tls', detail }];
  answer = () =>
    Promise.resolve(
      json(
        422,
        { type: 'unacceptable', title: 'Not acceptable', status: 422, detail, errors, request_id: 'r' },
        'application/problem+json',
      ),
    );
  show();
  await fireEvent.click(save());
  await screen.findByText(detail);
  expect(screen.getByRole('combobox', { name: 'tls' }).getAttribute('aria-invalid')).toBe('true');
  await fireEvent.click(save());
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[1]?.key).toBe(asked[0]?.key);
});

it('without an answer the form stays and says so', async () => {
  answer = () => Promise.reject(new TypeError('no network'));
  show();
  await fireEvent.click(save());
  expect(await screen.findByText('The server does not answer')).toBeTruthy();
  expect(goto).not.toHaveBeenCalled();
});

it('what was typed and not sent is there again, and can be thrown away', async () => {
  show();
  await fireEvent.input(screen.getByLabelText('Title'), { target: { value: 'kept' } });
  cleanup();
  show();
  const title = screen.getByLabelText<HTMLInputElement>('Title');
  expect(title.value).toBe('kept');
  await fireEvent.click(screen.getByRole('button', { name: 'Start over' }));
  expect(title.value).toBe('nginx c=256');
  cleanup();
  show();
  expect(screen.queryByRole('button', { name: 'Start over' })).toBeNull();
});

it('what was sent is no draft any more', async () => {
  show();
  await fireEvent.input(screen.getByLabelText('Title'), { target: { value: 'sent' } });
  await fireEvent.click(save());
  await waitFor(() => expect(goto).toHaveBeenCalled());
  cleanup();
  show();
  expect(screen.getByLabelText<HTMLInputElement>('Title').value).toBe('nginx c=256');
});

it('a test can be saved without a run, with its tags', async () => {
  answer = () => Promise.resolve(json(201, { id: 1134 }));
  show();
  const tags = screen.getByLabelText('Tags, optional');
  await fireEvent.input(tags, { target: { value: 'nightly ticket=PERF-1' } });
  await fireEvent.keyDown(tags, { key: 'Enter' });
  expect(screen.getByRole('button', { name: 'Remove the tag nightly' })).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(goto).toHaveBeenCalledWith('/tests/1134'));
  expect(asked[0]).toMatchObject({
    url: '/api/v1/tests/new',
    body: { test: 1132, tags: ['nightly', 'ticket=PERF-1'] },
  });
});

it('a test that has had runs offers its title and tags only', async () => {
  answer = () => Promise.resolve(json(200, { id: 1132 }));
  const source = editedForm(framework, { ...test, id: 1132, arguments_editable: false } as Test);
  render(TestForm, { framework, hosts, source });
  expect(screen.queryByRole('textbox', { name: /^connections/ })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Save and run' })).toBeNull();
  await fireEvent.input(screen.getByLabelText('Title'), { target: { value: 'renamed' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(goto).toHaveBeenCalledWith('/tests/1132'));
  expect(asked[0]).toMatchObject({ url: '/api/v1/tests/1132', body: { title: 'renamed', tags: [] } });
});
