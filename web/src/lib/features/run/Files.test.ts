import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import type { ResultFile } from '$lib/api/types';
import Files from './Files.svelte';

const files: ResultFile[] = [
  {
    host: 'load-1',
    path: 'a b/résultat.csv',
    size: 2048,
    hash: 'ab'.repeat(32),
    status: { kind: 'verified' },
  },
  { host: 'load-1', path: 'pipe', size: 0, status: { kind: 'skipped', reason: 'it is a FIFO' } },
];

it('links what was kept, and names what was skipped with the reason', async () => {
  const more = vi.fn();
  render(Files, { run: { id: 7, n: 1 }, files, hasMore: true, more, empty: 'none' });
  expect(screen.getByRole('link', { name: 'a b/résultat.csv' }).getAttribute('href')).toBe(
    '/api/v1/tests/7/runs/1/files/load-1/a%20b/r%C3%A9sultat.csv',
  );
  expect(screen.getByText('skipped: it is a FIFO')).toBeTruthy();
  expect(screen.queryByRole('link', { name: 'pipe' })).toBeNull();
  await fireEvent.click(screen.getByRole('button', { name: 'Show more files' }));
  expect(more).toHaveBeenCalledOnce();
});

it('says why there is nothing', () => {
  render(Files, {
    run: { id: 7, n: 1 },
    files: [],
    hasMore: false,
    more: vi.fn(),
    empty: 'Nothing was collected.',
  });
  expect(screen.getByText('Nothing was collected.')).toBeTruthy();
});
