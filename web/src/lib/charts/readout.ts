/** What a chart says in numbers: at the cursor, or over the range that is shown. */
import type { ColumnValues, Gap, Series } from '$lib/api/types';

export interface Reading {
  name: string;
  unit: string;
  value: number | null;
  /** Where a bucket stands for several rows. */
  min?: number;
  max?: number;
  n?: number;
}

/** Rows that are further from the cursor than this many usual intervals don't speak for it. */
const REACH = 1.6;

/** The gap that a moment lies in. */
export function gapAt(series: Series, at: number): Gap | undefined {
  return series.gaps.find((gap) => at > gap.from && at < gap.to);
}

export function readingsAt(series: Series, at: number): Reading[] {
  const row = series.raw ? nearestRow(series, at) : undefined;
  return series.columns.map((column) => {
    const { name, unit } = column;
    if (!series.raw) return bucketReading(series, column, at);
    return { name, unit, value: row === undefined ? null : (column.v?.[row] ?? null) };
  });
}

function bucketReading(series: Series, column: ColumnValues, at: number): Reading {
  const { name, unit } = column;
  const bucket = Math.floor((at - series.from) / series.step);
  const value = column.mean?.[bucket] ?? column.last?.[bucket] ?? null;
  if (value === null) return { name, unit, value };
  return {
    name,
    unit,
    value,
    min: column.min?.[bucket] ?? value,
    max: column.max?.[bucket] ?? value,
    n: column.n?.[bucket],
  };
}

/** The row nearest to a moment, by bisection; nothing in a gap or beyond the ends. */
function nearestRow(series: Series, at: number): number | undefined {
  const { t } = series;
  if (t.length === 0 || gapAt(series, at)) return undefined;
  let low = 0;
  let high = t.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((t[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const isBeforeNearer = low > 0 && at - (t[low - 1] ?? 0) < (t[low] ?? 0) - at;
  const row = isBeforeNearer ? low - 1 : low;
  return Math.abs((t[row] ?? 0) - at) <= usualInterval(t) * REACH ? row : undefined;
}

function usualInterval(t: number[]): number {
  if (t.length < 2) return 1;
  return Math.max(((t.at(-1) ?? 0) - (t[0] ?? 0)) / (t.length - 1), 0.05);
}

export interface Summary extends Reading {
  min: number;
  max: number;
}

/** Mean, smallest and largest value of each column within a range; columns without a value are left out. */
export function summaries(series: Series, from: number, to: number): Summary[] {
  return series.columns.flatMap((column) => {
    const found = series.raw ? rawSummary(series, column, from, to) : bucketSummary(series, column, from, to);
    return found ? [found] : [];
  });
}

function rawSummary(series: Series, column: ColumnValues, from: number, to: number): Summary | undefined {
  const values = (column.v ?? []).filter((value, row): value is number => {
    const at = series.t[row] ?? NaN;
    return value !== null && at >= from && at <= to;
  });
  return summary(column, values, values, values, () => 1);
}

function bucketSummary(series: Series, column: ColumnValues, from: number, to: number): Summary | undefined {
  const first = Math.max(0, Math.floor((from - series.from) / series.step));
  const last = Math.ceil((to - series.from) / series.step);
  const cut = (values: (number | null)[] | undefined) =>
    (values ?? []).slice(first, last).filter((value): value is number => value !== null);
  const weights = (column.n ?? []).slice(first, last).filter((n) => n > 0);
  const means = cut(column.mean);
  return summary(
    column,
    means.length > 0 ? means : cut(column.last),
    cut(column.min),
    cut(column.max),
    (at) => (means.length > 0 ? (weights[at] ?? 1) : 1),
  );
}

function summary(
  column: ColumnValues,
  values: number[],
  lows: number[],
  highs: number[],
  weight: (at: number) => number,
): Summary | undefined {
  if (values.length === 0) return undefined;
  let sum = 0;
  let n = 0;
  values.forEach((value, at) => {
    sum += value * weight(at);
    n += weight(at);
  });
  const min = lows.reduce((least, value) => Math.min(least, value), Infinity);
  const max = highs.reduce((most, value) => Math.max(most, value), -Infinity);
  return { name: column.name, unit: column.unit, value: sum / n, min, max, n };
}
