import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import { goto } from '$app/navigation';
import type { Framework, Host } from '$lib/api/types';
import FrameworkEditor from './FrameworkEditor.svelte';

vi.mock('$app/navigation', () => ({ goto: vi.fn(), beforeNavigate: vi.fn(), invalidate: vi.fn() }));

const framework = {
  revision: 4,
  owner: 'ana',
  saved: '2026-11-24T14:00:00Z',
  saved_by: 'ana',
  may_edit: true,
  definition: {
    name: 'nginx-wrk',
    script: 'nginx-wrk/run.sh',
    pass_arguments: 'positional',
    arguments: [
      { name: 'connections', default: '64' },
      { name: 'note', default: 'a b"c' },
    ],
  },
} as unknown as Framework;
const hosts = ['load-1', 'web-1'].map((name) => ({ name, state: 'free', sentence: 'free' }) as Host);

interface Asked {
  method: string;
  path: string;
  match: string | null;
  body: unknown;
}
const asked: Asked[] = [];
let answers: ((asked: Asked) => Response)[];

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const problem = (status: number, errors: { pointer: string; detail: string }[] = []) =>
  json(status, { type: 'x', title: 'Refused', status, detail: 'refused', errors, request_id: 'r1' });
const saved = () => json(200, { change: 'revised', framework: { ...framework, revision: 5 } });
const cells = () =>
  within(screen.getByRole('complementary', { name: 'Preview' }))
    .getAllByRole('definition')
    .map((cell) => cell.textContent?.trim());
const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save' }));

beforeEach(() => {
  asked.length = 0;
  sessionStorage.clear();
  vi.mocked(goto).mockClear();
  answers = [saved];
  vi.stubGlobal('fetch', async (request: Request) => {
    const text = await request.text();
    const match = request.headers.get('If-Match');
    const path = new URL(request.url).pathname.replace('/api/v1', '');
    const call = { method: request.method, path, match, body: text === '' ? undefined : JSON.parse(text) };
    asked.push(call);
    return (answers.shift() ?? saved)(call);
  });
});

it('an argument moved by the keyboard changes the preview and what is saved', async () => {
  render(FrameworkEditor, { framework, hosts });
  expect(cells().slice(0, 3)).toEqual(['nginx-wrk/run.sh', '64', 'a b"c']);
  await fireEvent.keyDown(screen.getByRole('button', { name: 'Move note' }), {
    key: 'ArrowUp',
    altKey: true,
  });
  expect(cells().slice(0, 3)).toEqual(['nginx-wrk/run.sh', 'a b"c', '64']);
  await save();
  await waitFor(() => expect(goto).toHaveBeenCalled());
  expect(asked[0]).toMatchObject({
    method: 'PUT',
    match: '"4"',
    body: { arguments: [{ name: 'note' }, { name: 'connections' }] },
  });
});

it('a name used twice is named at its field and nothing is sent', async () => {
  render(FrameworkEditor, { framework, hosts });
  const row = screen.getByRole('listitem', { name: 'note' });
  await fireEvent.input(within(row).getByLabelText('Name'), { target: { value: 'connections' } });
  await save();
  expect(screen.getByText('Used twice: also row 1.')).toBeTruthy();
  expect(asked).toEqual([]);
});

it('what the server refuses is said at the field of the form and at the line of the text', async () => {
  answers = [() => problem(422, [{ pointer: '/arguments/1/name', detail: 'no such name' }])];
  render(FrameworkEditor, { framework, hosts });
  await fireEvent.input(screen.getByLabelText('Title, optional'), { target: { value: 'New' } });
  await save();
  expect(await screen.findByText('no such name')).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'TOML' }));
  const faults = screen.getByRole('list', { name: 'What is wrong' });
  expect(within(faults).getByRole('button').textContent).toMatch(/Line \d+/);
});

it('form and TOML are two views of one document', async () => {
  render(FrameworkEditor, { framework, hosts });
  await fireEvent.click(screen.getByRole('button', { name: 'TOML' }));
  const text = screen.getByLabelText(/^Definition as TOML/) as HTMLTextAreaElement;
  await fireEvent.input(text, { target: { value: `# mine\n${text.value.replace('"64"', '"128"')}` } });
  expect(cells()).toContain('128');
  await fireEvent.click(screen.getByRole('button', { name: 'Form' }));
  const row = screen.getByRole('listitem', { name: 'connections' });
  expect((within(row).getByLabelText('Default') as HTMLInputElement).value).toBe('128');
  await fireEvent.click(screen.getByRole('button', { name: 'TOML' }));
  expect((screen.getByLabelText(/^Definition as TOML/) as HTMLTextAreaElement).value).toContain('# mine');
});

it('when somebody saved meanwhile, the draft stays and can be kept or given up', async () => {
  const theirs = {
    ...framework,
    revision: 5,
    saved_by: 'bo',
    definition: { ...framework.definition, timeout: '5m' },
  };
  answers = [() => problem(412), () => json(200, theirs), saved];
  render(FrameworkEditor, { framework, hosts });
  await fireEvent.input(screen.getByLabelText('Title, optional'), { target: { value: 'Mine' } });
  await save();
  expect((await screen.findByRole('alert')).textContent).toContain('Changed by bo');
  await fireEvent.click(screen.getByRole('button', { name: 'Show both' }));
  const table = screen.getByRole('table', { name: 'Differences' });
  expect(
    within(table)
      .getAllByRole('row')
      .map((row) => row.firstElementChild?.textContent?.trim()),
  ).toEqual(['Place', 'timeout', 'title']);
  await fireEvent.click(screen.getByRole('button', { name: 'Keep mine' }));
  expect((screen.getByLabelText('Title, optional') as HTMLInputElement).value).toBe('Mine');
  await save();
  await waitFor(() => expect(asked.at(-1)?.match).toBe('"5"'));
});

it('an ended sign-in keeps the draft: it is here again afterwards', async () => {
  answers = [() => problem(401)];
  const { unmount } = render(FrameworkEditor, { framework, hosts });
  await fireEvent.input(screen.getByLabelText('Title, optional'), { target: { value: 'Kept' } });
  await save();
  await waitFor(() => expect(vi.mocked(goto).mock.calls[0]?.[0]).toMatch(/^\/sign-in/));
  unmount();
  render(FrameworkEditor, { framework, hosts });
  expect((screen.getByLabelText('Title, optional') as HTMLInputElement).value).toBe('Kept');
  expect(screen.getByText(/is here again/)).toBeTruthy();
});

it('a new framework is only made where there is none of its name', async () => {
  answers = [() => problem(412), () => json(200, framework)];
  render(FrameworkEditor, { hosts });
  await fireEvent.input(screen.getByLabelText('Name'), { target: { value: 'nginx-wrk' } });
  await fireEvent.input(screen.getByLabelText('Execution script'), { target: { value: 'a/run.sh' } });
  await save();
  expect(await screen.findAllByText(/nginx-wrk is taken/)).toBeTruthy();
  expect(asked[0]).toMatchObject({ match: '"0"', path: '/frameworks/nginx-wrk' });
});

it('a pasted command becomes a framework: its options are arguments, and its script is written', async () => {
  const definition = {
    name: 'bench',
    script: 'bench/run.sh',
    pass_arguments: 'named',
    arguments: [{ name: 'c', default: '64' }],
  };
  const candidates = [
    { name: 'c', option: '-c', value: '64', kind: 'number', varies: true },
    { name: 'note', option: '--note', value: 'x', kind: 'text', varies: false },
  ];
  const proposed = {
    definition,
    file: '',
    script: '#!/bin/sh\nexec bench',
    candidates,
    beside: ['bench.sh'],
  };
  answers = [() => problem(422, [{ pointer: '/command', detail: 'only one command' }])];
  answers.push(
    () => json(200, proposed),
    () => json(200, proposed),
  );
  render(FrameworkEditor, { hosts });
  await fireEvent.click(screen.getByRole('button', { name: 'Paste a command…' }));
  const dialog = screen.getByRole('dialog');
  const text = within(dialog).getByLabelText('As you would type it in a shell');
  await fireEvent.input(text, { target: { value: 'a | b' } });
  expect(await within(dialog).findByText('only one command')).toBeTruthy();
  await fireEvent.input(text, { target: { value: './bench.sh -c 64 --note x' } });
  await fireEvent.click(await within(dialog).findByRole('checkbox', { name: /^note/ }));
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Use it' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked.at(-1)).toMatchObject({
    path: '/frameworks/from-command',
    body: { command: './bench.sh -c 64 --note x', vary: ['c', 'note'] },
  });
  expect(cells().slice(0, 2)).toEqual(['bench/run.sh', '--c=64']);
  expect(screen.getByText(/exec bench/)).toBeTruthy();
  answers = [() => json(201, { change: 'created', framework: { ...framework, revision: 1 } })];
  await save();
  await waitFor(() => expect(goto).toHaveBeenCalled());
  expect(asked.at(-1)).toMatchObject({ path: '/frameworks/bench', match: '"0"', body: { name: 'bench' } });
});
