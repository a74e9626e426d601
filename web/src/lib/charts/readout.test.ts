import { describe, expect, it } from 'vitest';
import type { Series } from '$lib/api/types';
import { gapAt, readingsAt, summaries } from './readout';

const raw: Series = {
  host: 'h',
  file: 'f',
  from: 0,
  to: 10,
  rows: 6,
  raw: true,
  step: 0,
  t: [0, 1, 2, 3, 9, 10],
  columns: [{ name: 'a', unit: '%', v: [10, 20, 30, null, 50, 60] }],
  gaps: [{ from: 3, to: 9, reason: 'samples not taken' }],
};

const reduced: Series = {
  ...raw,
  raw: false,
  t: [],
  step: 5,
  columns: [
    {
      name: 'a',
      unit: '%',
      first: [1, 5],
      min: [0, 4],
      max: [9, 8],
      last: [5, 6],
      mean: [3, 6],
      n: [10, 30],
    },
  ],
};

describe('the value at the cursor', () => {
  it('is that of the nearest row', () => {
    expect(readingsAt(raw, 1.4)[0]?.value).toBe(20);
    expect(readingsAt(raw, 1.6)[0]?.value).toBe(30);
    expect(readingsAt(raw, 3)[0]?.value).toBeNull();
  });

  it('is none in a gap, which has a reason, and none far beyond the ends', () => {
    expect(readingsAt(raw, 6)[0]?.value).toBeNull();
    expect(gapAt(raw, 6)?.reason).toBe('samples not taken');
    expect(gapAt(raw, 2)).toBeUndefined();
    expect(readingsAt(raw, 40)[0]?.value).toBeNull();
  });

  it('is the mean of a bucket with its extremes', () => {
    expect(readingsAt(reduced, 7)[0]).toEqual({ name: 'a', unit: '%', value: 6, min: 4, max: 8, n: 30 });
    expect(readingsAt(reduced, 99)[0]?.value).toBeNull();
  });
});

describe('the numbers of a range', () => {
  it('count only what lies in it', () => {
    expect(summaries(raw, 0, 2)[0]).toMatchObject({ value: 20, min: 10, max: 30, n: 3 });
    expect(summaries(raw, 4, 8)).toEqual([]);
  });

  it('weigh buckets by their rows', () => {
    expect(summaries(reduced, 0, 10)[0]).toMatchObject({
      value: (3 * 10 + 6 * 30) / 40,
      min: 0,
      max: 9,
      n: 40,
    });
  });
});
