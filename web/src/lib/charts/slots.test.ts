import { describe, expect, it } from 'vitest';
import type { Series } from '$lib/api/types';
import { append, toSlots } from './slots';

const base: Series = {
  host: 'load-1',
  file: 'sar/cpu.plt',
  from: 0,
  to: 4,
  rows: 4,
  raw: true,
  step: 0,
  t: [],
  columns: [],
  gaps: [],
};

function raw(t: number[], v: (number | null)[], more: Partial<Series> = {}): Series {
  return { ...base, t, columns: [{ name: '%user', unit: '%', v }], ...more };
}

describe('raw rows', () => {
  it('are drawn where they were taken', () => {
    expect(toSlots(raw([0, 1, 2], [5, null, 7]))).toEqual({
      x: [0, 1, 2],
      columns: [{ name: '%user', unit: '%', y: [5, null, 7] }],
    });
  });

  it('are not joined across a gap', () => {
    const slots = toSlots(
      raw([0, 1, 9, 10], [1, 2, 3, 4], { gaps: [{ from: 1, to: 9, reason: 'link cut' }] }),
    );
    expect(slots.x).toEqual([0, 1, 5, 9, 10]);
    expect(slots.columns[0]?.y).toEqual([1, 2, null, 3, 4]);
  });
});

describe('buckets', () => {
  const buckets: Series = {
    ...base,
    raw: false,
    from: 10,
    step: 3,
    columns: [
      {
        name: '%user',
        unit: '%',
        first: [1, 8, null],
        min: [0, 2, null],
        max: [9, 9, null],
        last: [5, 3, null],
      },
    ],
  };

  it('have four places each, with the extremes in the order that keeps the direction', () => {
    const { x, columns } = toSlots(buckets);
    expect(x.slice(0, 4).map((value) => Math.round(value * 100) / 100)).toEqual([10, 11, 12, 13]);
    expect(columns[0]?.y).toEqual([1, 0, 9, 5, 8, 9, 2, 3, null, null, null, null]);
  });

  it('lie on one axis that never goes back', () => {
    const { x } = toSlots(buckets);
    expect(x.every((value, at) => at === 0 || value > (x[at - 1] ?? 0))).toBe(true);
  });
});

describe('live rows', () => {
  it('are joined to what is there, each once', () => {
    const joined = append(raw([0, 1], [1, 2]), raw([1, 2, 3], [2, 3, 4], { to: 3 }));
    expect(joined?.t).toEqual([0, 1, 2, 3]);
    expect(joined?.columns[0]?.v).toEqual([1, 2, 3, 4]);
    expect(joined?.rows).toBe(6);
  });

  it('change nothing when none is new, and need everything again once the rows were reduced', () => {
    expect(append(raw([0, 1], [1, 2]), raw([1], [2]))?.t).toEqual([0, 1]);
    expect(append({ ...base, raw: false }, raw([5], [1]))).toBeUndefined();
  });
});
