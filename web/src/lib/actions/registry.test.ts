import { flushSync } from 'svelte';
import { expect, it, vi } from 'vitest';
import { actions, found } from './registry.svelte';

const press = (key: string) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false });

it('what a page offers is there until the page is left', () => {
  const run = vi.fn();
  const leave = actions.offer([{ id: 'again', label: 'Run again', group: 'This page', key: 'r', run }]);
  flushSync();
  expect(actions.list.map((action) => action.label)).toEqual(['Run again']);
  actions.of(press('r'))?.run?.();
  expect(run).toHaveBeenCalledOnce();
  leave();
  expect(actions.list).toEqual([]);
  expect(actions.of(press('r'))).toBeUndefined();
});

it('the groups keep their order, and a key means what was offered last', () => {
  const offers = [
    actions.offer([{ id: 'queue', label: 'Queue', group: 'Pages', key: 'q' }]),
    actions.offer([{ id: 'quit', label: 'Quit', group: 'This page', key: 'q' }]),
    actions.offer([{ id: 'table', label: 'Table', group: 'Charts', key: 't', isLocal: true }]),
  ];
  expect(actions.list.map((action) => action.id)).toEqual(['quit', 'table', 'queue']);
  expect(actions.of(press('q'))?.id).toBe('quit');
  expect(actions.of(press('t'))).toBeUndefined();
  for (const leave of offers) leave();
});

it('words are found in any order', () => {
  const list = [{ label: 'Run with changes…' }, { label: 'Run again' }];
  expect(found(list, 'changes run')).toEqual([{ label: 'Run with changes…' }]);
  expect(found(list, '')).toHaveLength(2);
});
