import { expect, it } from 'vitest';
import { flat, moved } from './entries';

it('the arrows go round, page keys stop at the ends', () => {
  expect(moved(0, 3, 'ArrowDown')).toBe(1);
  expect(moved(2, 3, 'ArrowDown')).toBe(0);
  expect(moved(0, 3, 'ArrowUp')).toBe(2);
  expect(moved(1, 30, 'PageDown')).toBe(9);
  expect(moved(28, 30, 'PageDown')).toBe(29);
  expect(moved(3, 30, 'PageUp')).toBe(0);
});

it('other keys, and all keys of an empty list, move nothing', () => {
  expect(moved(1, 3, 'x')).toBeUndefined();
  expect(moved(0, 0, 'ArrowDown')).toBeUndefined();
});

it('groups are one list to the keys', () => {
  const entry = (id: string) => ({ id, label: id });
  const groups = [
    { name: 'Tests', entries: [entry('1'), entry('2')] },
    { name: 'Hosts', entries: [entry('3')] },
  ];
  expect(flat(groups).map((each) => each.id)).toEqual(['1', '2', '3']);
});
