import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { goto } from '$app/navigation';
import { actions } from '$lib/actions/registry.svelte';
import Palette from './Palette.svelte';

vi.mock('$app/navigation', () => ({ goto: vi.fn() }));

const again = vi.fn();
let leave: () => void;

beforeEach(() => {
  localStorage.setItem('daytona.recent', '[{"href":"/tests/7","label":"7 a soak"}]');
  leave = actions.offer([
    { id: 'again', label: 'Run again', group: 'This page', key: 'r', run: again },
    { id: 'abort', label: 'Abort…', group: 'This page', disabled: 'It has ended.' },
    { id: 'queue', label: 'Queue', group: 'Pages', href: '/' },
  ]);
});
afterEach(() => {
  leave();
  vi.clearAllMocks();
});

const options = () =>
  screen.getAllByRole('option').map((each) => each.textContent?.replace(/\s+/g, ' ').trim());
const field = () => screen.getByRole('combobox', { name: 'Command' });

it('lists what the page can do with its key, then pages, then what was open last', () => {
  render(Palette, { onclose: vi.fn() });
  expect(options()).toEqual(['Run again r', 'Abort… It has ended.', 'Queue', '7 a soak /tests/7']);
});

it('does what is chosen by typing and Enter, and closes', async () => {
  const onclose = vi.fn();
  render(Palette, { onclose });
  await fireEvent.input(field(), { target: { value: 'again' } });
  expect(options()).toEqual(['Run again r']);
  await fireEvent.keyDown(field(), { key: 'Enter' });
  expect(again).toHaveBeenCalledOnce();
  expect(onclose).toHaveBeenCalled();
});

it('a number goes to its test', async () => {
  render(Palette, { onclose: vi.fn() });
  await fireEvent.input(field(), { target: { value: '1132/2' } });
  await fireEvent.keyDown(field(), { key: 'Enter' });
  expect(goto).toHaveBeenCalledWith('/tests/1132/runs/2');
});

it('does nothing for what can not be done now, and says when nothing is found', async () => {
  const onclose = vi.fn();
  render(Palette, { onclose });
  await fireEvent.keyDown(field(), { key: 'ArrowDown' });
  await fireEvent.keyDown(field(), { key: 'Enter' });
  expect(onclose).not.toHaveBeenCalled();
  await fireEvent.input(field(), { target: { value: 'zzz' } });
  expect(screen.getByRole('status').textContent).toContain('zzz');
});
