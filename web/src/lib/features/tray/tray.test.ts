import { beforeEach, expect, it } from 'vitest';
import { toasts } from '$lib/features/frame/toasts.svelte';
import { tray } from './tray.svelte';

beforeEach(() => {
  tray.clear();
  toasts.list = [];
});

it('a run is picked once and let go by the same tick', () => {
  expect(tray.toggle({ run: '1132/2', title: 'nginx' })).toBe(true);
  expect(tray.has('1132/2')).toBe(true);
  expect(tray.toggle({ run: '1132/2', title: 'nginx' })).toBe(false);
  expect(tray.runs).toEqual([]);
});

it('what was picked is still there on the next page of the tab', () => {
  tray.toggle({ run: '1132/2', title: 'nginx' });
  expect(JSON.parse(sessionStorage.getItem('daytona.tray') ?? '')).toEqual([
    { run: '1132/2', title: 'nginx' },
  ]);
});

it('the ninth tick says that eight are the most, and drops nothing', () => {
  for (let n = 1; n <= 8; n += 1) tray.toggle({ run: `1132/${n}`, title: 'nginx' });
  expect(tray.toggle({ run: '1132/9', title: 'nginx' })).toBe(false);
  expect(tray.runs).toHaveLength(8);
  expect(toasts.list[0]?.text).toContain('8 runs are selected');
});
