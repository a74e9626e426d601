/** How verdicts look and how rows are filtered and ordered. The verdicts themselves come from the server. */
import type { CompareRow, ContenderValues, Verdict } from '$lib/api/types';
import type { Tone } from './run-state';

export interface VerdictLook {
  word: string;
  tone: Tone;
}

const LOOKS: Record<Verdict, VerdictLook> = {
  regression: { word: 'regression', tone: 'regress' },
  improvement: { word: 'improvement', tone: 'improve' },
  changed: { word: 'changed', tone: 'info' },
  no_difference: { word: 'no change seen', tone: 'neutral' },
  no_verdict: { word: 'no verdict', tone: 'neutral' },
  not_measured: { word: 'not measured', tone: 'neutral' },
};

export function verdictLook(verdict: Verdict): VerdictLook {
  return LOOKS[verdict];
}

/** The arrow follows the value, not the meaning. */
export function arrow(contender: ContenderValues): string {
  const by = contender.relative ?? contender.absolute ?? 0;
  return by > 0 ? '▲' : by < 0 ? '▼' : '';
}

/** Whether a change was found, good or bad. */
export function isSignificant(verdict: Verdict): boolean {
  return verdict === 'regression' || verdict === 'improvement' || verdict === 'changed';
}

export const FILTERS = ['all', 'regressions', 'improvements', 'significant'] as const;
export type Filter = (typeof FILTERS)[number];

export const SORTS = ['significance', 'change', 'name'] as const;
export type Sort = (typeof SORTS)[number];

function has(row: CompareRow, accepts: (verdict: Verdict) => boolean): boolean {
  return row.contenders.some((contender) => accepts(contender.verdict));
}

export function matches(row: CompareRow, filter: Filter): boolean {
  if (filter === 'regressions') return has(row, (verdict) => verdict === 'regression');
  if (filter === 'improvements') return has(row, (verdict) => verdict === 'improvement');
  return filter === 'all' || has(row, isSignificant);
}

export function countOf(rows: CompareRow[], filter: Filter): number {
  return rows.filter((row) => matches(row, filter)).length;
}

/** The change divided by half the width of its interval: how far it stands out of its own noise. */
function standsOut(contender: ContenderValues): number {
  const { relative, interval, verdict } = contender;
  const found = isSignificant(verdict) ? 1e6 : 0;
  if (relative == null || !interval) return found + Math.abs(relative ?? 0) * 1e-3;
  const half = Math.max(Math.abs(interval.high - interval.low) / 2, 1e-9);
  return found + Math.min(Math.abs(relative) / half, 1e5);
}

function largest(row: CompareRow, of: (contender: ContenderValues) => number): number {
  return Math.max(0, ...row.contenders.map(of));
}

/** A new list in the order asked for; the name decides between equals. */
export function sortRows(rows: CompareRow[], sort: Sort): CompareRow[] {
  const key = (row: CompareRow) => {
    if (sort === 'name') return 0;
    return sort === 'change'
      ? largest(row, (contender) => Math.abs(contender.relative ?? 0))
      : largest(row, standsOut);
  };
  return [...rows].sort((a, b) => key(b) - key(a) || a.kpi.localeCompare(b.kpi));
}

/** The end of the scale that all whiskers of a table share: wide enough for most, round, at most ±100 %. */
export function whiskerScale(rows: CompareRow[]): number {
  const ends = rows
    .flatMap((row) => row.contenders)
    .flatMap(({ interval, relative }) => [interval?.low, interval?.high, relative ?? undefined])
    .filter((value): value is number => value != null && Number.isFinite(value))
    .map(Math.abs)
    .sort((a, b) => a - b);
  const typical = ends[Math.floor((ends.length - 1) * 0.9)] ?? 0.05;
  const steps = [0.01, 0.02, 0.05, 0.12, 0.25, 0.5, 1];
  return steps.find((step) => step >= typical) ?? 1;
}
