import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import type { Run } from '$lib/api/types';
import RunTable from './RunTable.svelte';

const waiting: Run & { reason: string } = {
  run: '1133/1',
  framework: 'nginx-wrk',
  title: 'nginx c=512',
  owner: 'ana',
  state: 'waiting',
  since: '2026-11-24T13:50:00Z',
  sentence: 'It waits.',
  submitted: '2026-11-24T13:50:00Z',
  hosts: { execution: 'load-1', statistics: [] },
  may_abort: true,
  reason: 'Host load-1 is used by run 1132/2',
};

it('each row is a link to its run, with its state in words and the reason it waits', () => {
  const now = Date.parse('2026-11-24T13:51:00Z');
  render(RunTable, { label: 'Waiting', runs: [waiting], now, middle: 'Reason', time: 'Since' });
  const row = within(screen.getByRole('table', { name: 'Waiting' })).getAllByRole('row')[1]!;
  expect(within(row).getByRole('link', { name: '1133/1' }).getAttribute('href')).toBe('/tests/1133/runs/1');
  expect(within(row).getByText('Waiting')).toBeTruthy();
  expect(within(row).getByText('Host load-1 is used by run 1132/2')).toBeTruthy();
  expect(within(row).getByRole('button', { name: 'Actions of run 1133/1' })).toBeTruthy();
});

const names = () =>
  screen.getAllByRole('link').flatMap((link) => (link.hasAttribute('data-row') ? [link.textContent] : []));
const of = (run: string) => ({ ...waiting, run });

it('no row moves while the focus is in the table, and the new ones wait', async () => {
  const now = Date.parse('2026-11-24T13:51:00Z');
  const props = { label: 'Waiting', now, middle: 'Reason', time: 'Since' };
  const { rerender } = render(RunTable, { ...props, runs: [of('1/1'), of('2/1')] });
  await fireEvent.focusIn(screen.getByRole('link', { name: '2/1' }));
  await rerender({ ...props, runs: [of('3/1'), of('2/1')] });
  expect(names()).toEqual(['1/1', '2/1']);
  await fireEvent.click(screen.getByRole('button', { name: '1 new · show' }));
  expect(names()).toEqual(['3/1', '2/1']);
});

it('rows change as they come once the focus has left', async () => {
  const now = Date.parse('2026-11-24T13:51:00Z');
  const props = { label: 'Waiting', now, middle: 'Reason', time: 'Since' };
  const { rerender } = render(RunTable, { ...props, runs: [of('1/1')] });
  await fireEvent.focusIn(screen.getByRole('link', { name: '1/1' }));
  await rerender({ ...props, runs: [of('2/1')] });
  expect(names()).toEqual(['1/1']);
  await fireEvent.focusOut(screen.getByRole('link', { name: '1/1' }), { relatedTarget: document.body });
  expect(names()).toEqual(['2/1']);
});
