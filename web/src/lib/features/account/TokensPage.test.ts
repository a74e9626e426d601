import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Token } from '$lib/api/types';
import TokensPage from './TokensPage.svelte';

vi.mock('$app/navigation', () => ({ invalidateAll: vi.fn(), invalidate: vi.fn(), goto: vi.fn() }));
vi.mock('$app/state', () => ({ page: { url: new URL('http://x/account/tokens') } }));

const token = { id: 3, title: 'nightly', prefix: 'dtn_ab', scope: 'run', created: '2026-11-24T14:00:00Z' };
const asked: { method: string; path: string; body: unknown }[] = [];
let answer: () => Response;

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', async (request: Request) => {
    const text = await request.text();
    const path = new URL(request.url).pathname.replace('/api/v1', '');
    asked.push({ method: request.method, path, body: text ? JSON.parse(text) : undefined });
    return answer();
  });
});

it('a new token has the chosen scope, and its secret is gone with the dialog', async () => {
  const made = { token, secret: 'dtn_ab_secret' };
  answer = () =>
    new Response(JSON.stringify(made), { status: 201, headers: { 'content-type': 'application/json' } });
  render(TokensPage, { tokens: [] });
  await fireEvent.click(screen.getByRole('button', { name: 'New token' }));
  const dialog = screen.getByRole('dialog');
  await fireEvent.input(within(dialog).getByLabelText('What it is for'), { target: { value: 'nightly' } });
  await fireEvent.change(within(dialog).getByLabelText('Scope'), { target: { value: 'read' } });
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Make token' }));
  expect(await screen.findByText('dtn_ab_secret')).toBeTruthy();
  expect(asked[0]).toEqual({ method: 'POST', path: '/tokens', body: { title: 'nightly', scope: 'read' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Done' }));
  await waitFor(() => expect(document.body.innerHTML).not.toContain('dtn_ab_secret'));
});

it('revoking asks first and names the token', async () => {
  answer = () => new Response(null, { status: 204 });
  render(TokensPage, { tokens: [token as unknown as Token] });
  await fireEvent.click(screen.getByRole('button', { name: 'Revoke nightly' }));
  expect(asked).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Revoke it' }));
  await waitFor(() => expect(asked[0]).toMatchObject({ method: 'DELETE', path: '/tokens/3' }));
});
