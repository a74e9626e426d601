import { describe, expect, it } from 'vitest';
import type { CompareRow, Verdict } from '$lib/api/types';
import { arrow, countOf, matches, sortRows, verdictLook, whiskerScale } from './verdict';

function row(kpi: string, verdict: Verdict, relative: number | null, width = 0.02): CompareRow {
  const side = { n: 5, median: 10, spread: 0.1, values: [10] };
  const interval = relative == null ? null : { low: relative - width, high: relative + width };
  const contender = { values: side, absolute: relative, relative, interval, verdict, sentence: '' };
  return { kpi, unit: 'ms', better: 'lower', base: side, contenders: [contender] };
}

const rows = [
  row('a_same', 'no_difference', 0.001),
  row('b_better', 'improvement', -0.05),
  row('c_worse', 'regression', 0.08),
  row('d_few', 'no_verdict', 0.2),
];

describe('verdicts', () => {
  it('say in words what the colour says', () => {
    expect(verdictLook('regression')).toEqual({ word: 'regression', tone: 'regress' });
    expect(verdictLook('no_difference').word).toBe('no change seen');
  });

  it('have an arrow that follows the value: a lower latency is an improvement that points down', () => {
    expect(arrow(row('x', 'improvement', -0.05).contenders[0]!)).toBe('▼');
    expect(arrow(row('x', 'regression', 0.05).contenders[0]!)).toBe('▲');
    expect(arrow(row('x', 'not_measured', null).contenders[0]!)).toBe('');
  });

  it('are filtered and counted', () => {
    expect(countOf(rows, 'all')).toBe(4);
    expect(countOf(rows, 'significant')).toBe(2);
    expect(rows.filter((r) => matches(r, 'regressions')).map((r) => r.kpi)).toEqual(['c_worse']);
    expect(rows.filter((r) => matches(r, 'improvements')).map((r) => r.kpi)).toEqual(['b_better']);
  });

  it('are ordered by how far they stand out, by size, or by name', () => {
    const names = (sort: 'significance' | 'change' | 'name') => sortRows(rows, sort).map((r) => r.kpi);
    expect(names('significance')).toEqual(['c_worse', 'b_better', 'd_few', 'a_same']);
    expect(names('change')).toEqual(['d_few', 'c_worse', 'b_better', 'a_same']);
    expect(names('name')).toEqual(['a_same', 'b_better', 'c_worse', 'd_few']);
  });
});

describe('the scale of the whiskers', () => {
  it('is round and shared', () => {
    expect(whiskerScale([row('a', 'regression', 0.08, 0.02)])).toBe(0.12);
    expect(whiskerScale([row('a', 'regression', 40, 1)])).toBe(1);
    expect(whiskerScale([])).toBe(0.05);
  });
});
