import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import ProblemPanel from './ProblemPanel.svelte';

it('says what failed and what to quote, and tries again', async () => {
  const retry = vi.fn();
  render(ProblemPanel, {
    title: 'The files could not be loaded',
    detail: 'The folder is gone.',
    requestId: '7f3a',
    retry,
  });
  expect(screen.getByRole('alert').textContent).toContain('The folder is gone.');
  expect(screen.getByText('7f3a')).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(retry).toHaveBeenCalledOnce();
});
