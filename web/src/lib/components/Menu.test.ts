import { fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { expect, it, vi } from 'vitest';
import Menu from './Menu.svelte';

const children = createRawSnippet(() => ({ render: () => '<span>more</span>' }));

function open(run = vi.fn()) {
  render(Menu, {
    label: 'Actions of run 1132/2',
    items: [
      { label: 'Run with changes', href: '/tests/new?clone=1132/2' },
      { label: 'Abort', run, danger: true },
      { label: 'Edit', disabled: 'Only ana may edit it.' },
    ],
    children,
  });
  return run;
}

it('opens from a button with a name, and its first entry has the focus', async () => {
  open();
  const button = screen.getByRole('button', { name: 'Actions of run 1132/2' });
  await fireEvent.click(button);
  expect(button.getAttribute('aria-expanded')).toBe('true');
  expect(document.activeElement?.textContent).toBe('Run with changes');
});

it('is walked by arrow keys and left by Escape, back to its button', async () => {
  open();
  const button = screen.getByRole('button', { name: 'Actions of run 1132/2' });
  await fireEvent.click(button);
  const menu = screen.getByRole('menu', { hidden: true });
  await fireEvent.keyDown(menu, { key: 'ArrowDown' });
  expect(document.activeElement?.textContent?.trim()).toBe('Abort');
  await fireEvent.keyDown(menu, { key: 'ArrowUp' });
  await fireEvent.keyDown(menu, { key: 'ArrowUp' });
  expect(document.activeElement?.textContent).toContain('Edit');
  await fireEvent.keyDown(menu, { key: 'Escape' });
  expect(document.activeElement).toBe(button);
});

it('does what is chosen, and says why something can not be', async () => {
  const run = open();
  await fireEvent.click(screen.getByRole('button', { name: 'Actions of run 1132/2' }));
  await fireEvent.click(screen.getByText('Abort'));
  expect(run).toHaveBeenCalledOnce();
  expect(screen.getByText('Only ana may edit it.')).toBeTruthy();
});
