import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, it } from 'vitest';
import Tick from './Tick.svelte';
import TrayBar from './TrayBar.svelte';
import { tray } from './tray.svelte';

beforeEach(() => tray.clear());

it('ticked runs lie in the tray and are compared with the first as base', async () => {
  render(TrayBar);
  render(Tick, { run: '1132/2', title: 'nginx c=256' });
  render(Tick, { run: '1133/1', title: 'nginx c=512' });
  expect(screen.queryByRole('region', { name: 'Selected runs' })).toBeNull();
  await fireEvent.click(screen.getByRole('checkbox', { name: 'Select run 1132/2' }));
  expect(screen.getByText('1 run selected')).toBeTruthy();
  expect(screen.queryByRole('link', { name: 'Compare' })).toBeNull();
  await fireEvent.click(screen.getByRole('checkbox', { name: 'Select run 1133/1' }));
  expect(screen.getByRole('link', { name: 'Compare' }).getAttribute('href')).toBe(
    '/compare?base=1132/2&contender=1133/1',
  );
});

it('a refused ninth tick does not stay', async () => {
  for (let n = 1; n <= 8; n += 1) tray.toggle({ run: `1132/${n}`, title: '' });
  render(Tick, { run: '1132/9', title: '' });
  const box = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Select run 1132/9' });
  await fireEvent.click(box);
  expect(box.checked).toBe(false);
});

it('a run can be taken away in the tray', async () => {
  tray.toggle({ run: '1132/2', title: '' });
  render(TrayBar);
  await fireEvent.click(screen.getByRole('button', { name: 'Take 1132/2 away' }));
  expect(tray.runs).toEqual([]);
});
