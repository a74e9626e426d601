import { describe, expect, it } from 'vitest';
import type { Series } from '$lib/api/types';
import { extent, joined, lineOf, notesOf, summaryOf, type Line } from './lines';

function series(t: number[], v: (number | null)[], more: Partial<Series> = {}): Series {
  return {
    host: 'web-1',
    file: 'sar/cpu.plt',
    from: t[0] ?? 0,
    to: t.at(-1) ?? 0,
    rows: t.length,
    raw: true,
    step: 0,
    t,
    columns: [{ name: '%user', unit: '%', v }],
    gaps: [],
    ...more,
  };
}

function line(t: number[], v: (number | null)[], key = 'a'): Line {
  return { key, label: key, colour: 0, series: series(t, v) };
}

describe('lines on one chart', () => {
  it('with the same moments are drawn as they are', () => {
    const slots = joined([line([0, 1], [1, 2], 'a'), line([0, 1], [3, 4], 'b')]);
    expect(slots.x).toEqual([0, 1]);
    expect(slots.columns.map(({ name, y }) => [name, y])).toEqual([
      ['a', [1, 2]],
      ['b', [3, 4]],
    ]);
  });

  it('with moments of their own are drawn across those of others, and still have their gaps', () => {
    const slots = joined([line([0, 1, 2], [1, null, 2], 'a'), line([0.5, 1], [3, 4], 'b')]);
    expect(slots.x).toEqual([0, 0.5, 1, 2]);
    expect(slots.columns.map(({ y }) => y)).toEqual([
      [1, undefined, null, 2],
      [undefined, 3, 4, undefined],
    ]);
  });

  it('without any is an empty chart', () => {
    expect(joined([])).toEqual({ x: [], columns: [] });
    expect(extent([])).toBeUndefined();
    expect(extent([line([0], [null])])).toBeUndefined();
  });

  it('have an axis for the smallest and the largest of all, also where they are reduced', () => {
    const reduced = { key: 'c', label: 'c', colour: 0, series: series([], [], { raw: false, step: 1 }) };
    reduced.series.columns = [{ name: 'x', unit: '', first: [1], min: [-2], max: [9], last: [1] }];
    expect(extent([line([0, 1], [3, 5]), reduced])).toEqual({ min: -2, max: 9 });
  });
});

it('a line is one column of an answer, and its numbers are of that column alone', () => {
  const answer = series([0, 1, 2], [1, 2, 3]);
  answer.columns.push({ name: '%system', unit: '%', v: [10, 20, 30] });
  const second = lineOf(answer, answer.columns[1]!, { key: 's', label: 'system', colour: 1 });
  expect(summaryOf(second, 1, 2)).toMatchObject({ value: 25, min: 20, max: 30, n: 2 });
  expect(summaryOf(second, 7, 9)).toBeUndefined();
});

it('a note is said once, with all that it is about', () => {
  const noted = series([], [], { notes: ['The clock was set back at 3:12.'] });
  expect(
    notesOf([
      { label: 'CPU', series: noted },
      { label: 'memory', series: noted },
      { label: 'disk', series: undefined },
    ]),
  ).toEqual(['CPU, memory: The clock was set back at 3:12.']);
});
