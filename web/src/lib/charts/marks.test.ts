import { expect, it } from 'vitest';
import type { Mark } from '$lib/api/types';
import { place, rowsOf } from './marks';

const mark = (kind: Mark['kind'], name: string, at: number): Mark => ({ kind, name, elapsed_seconds: at });

it('a phase is from its beginning to its end, and one that goes on has no end', () => {
  const marks = [mark('begin', 'warm-up', 0), mark('end', 'warm-up', 10), mark('begin', 'load', 10)];
  expect(place(marks)).toEqual([
    { name: 'warm-up', from: 0, to: 10, isPhase: true, row: 0 },
    { name: 'load', from: 10, to: undefined, isPhase: true, row: 0 },
  ]);
});

it('phases that overlap lie in rows of their own', () => {
  const marks = [mark('begin', 'a', 0), mark('begin', 'b', 1), mark('end', 'a', 2), mark('moment', 'x', 3)];
  const placed = place(marks);
  expect(placed.map(({ name, row }) => `${name} ${row}`)).toEqual(['a 0', 'b 1', 'x 0']);
  expect(rowsOf(placed)).toBe(2);
  expect(rowsOf([])).toBe(0);
});

it('the same phase may come again, and an end without a beginning is a moment', () => {
  const marks = [
    mark('end', 'a', 1),
    mark('begin', 'a', 2),
    mark('end', 'a', 3),
    mark('begin', 'a', 4),
    mark('end', 'a', 5),
  ];
  const placed = place(marks);
  expect(placed.map(({ from, to, isPhase }) => [from, to, isPhase])).toEqual([
    [1, 1, false],
    [2, 3, true],
    [4, 5, true],
  ]);
});
