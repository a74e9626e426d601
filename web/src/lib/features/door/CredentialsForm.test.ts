import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import CredentialsForm from './CredentialsForm.svelte';

const me = { user: { name: 'ana' }, may_enrol_hosts: true, may_manage_users: true };

async function fill(label: string, value: string) {
  await fireEvent.input(screen.getByLabelText(label), { target: { value } });
}

it('signs in with what was typed', async () => {
  const submit = vi.fn().mockResolvedValue({ ok: true, data: me });
  const onDone = vi.fn();
  render(CredentialsForm, { action: 'Sign in', withName: true, isNew: false, submit, onDone });
  await fill('Name', 'ana');
  await fill('Password', 'secret');
  await fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  await vi.waitFor(() => expect(onDone).toHaveBeenCalledWith(me));
  expect(submit).toHaveBeenCalledWith('ana', 'secret');
});

it('keeps what was typed and says why it was refused', async () => {
  const problem = {
    type: 'unauthorized',
    title: 'Not signed in',
    status: 401,
    detail: 'Name or password is wrong.',
  };
  const submit = vi.fn().mockResolvedValue({ ok: false, problem });
  render(CredentialsForm, { action: 'Sign in', withName: true, isNew: false, submit, onDone: vi.fn() });
  await fill('Name', 'ana');
  await fill('Password', 'wrong');
  await fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByText('Name or password is wrong.')).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('ana');
});

it('asks for a new password twice and sends nothing while they differ', async () => {
  const submit = vi.fn();
  render(CredentialsForm, { action: 'Set password', withName: false, isNew: true, submit, onDone: vi.fn() });
  await fill('Password', 'one');
  await fill('Password again', 'two');
  await fireEvent.click(screen.getByRole('button', { name: 'Set password' }));
  expect(screen.getByText('The two passwords differ.')).toBeTruthy();
  expect(submit).not.toHaveBeenCalled();
});
