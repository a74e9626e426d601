import { expect, it } from 'vitest';
import { dropIndex, keyTarget } from './reorder';

it('a dragged row goes below every other row whose middle it has passed', () => {
  const middles = [10, 30, 50, 70];
  expect(dropIndex(middles, 0, 12)).toBe(0);
  expect(dropIndex(middles, 0, 55)).toBe(2);
  expect(dropIndex(middles, 3, -5)).toBe(0);
  expect(dropIndex(middles, 1, 900)).toBe(3);
});

it('keys move by one or to an end, and not beyond it', () => {
  expect(keyTarget('ArrowDown', 0, 3)).toBe(1);
  expect(keyTarget('ArrowUp', 0, 3)).toBeUndefined();
  expect(keyTarget('End', 0, 3)).toBe(2);
  expect(keyTarget('Home', 0, 3)).toBeUndefined();
  expect(keyTarget('x', 0, 3)).toBeUndefined();
});
