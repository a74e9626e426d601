/**
 * From the server's answer to what uPlot draws. A bucket has four fixed places on the time axis (its begin, a third,
 * two thirds, its end) for the first, smallest, largest and last value, so that all columns share one axis and a line
 * through the places covers the pixels that a line through all rows would.
 */
import type { ColumnValues, Series } from '$lib/api/types';

/** `undefined`: another line has this moment. Null: a gap. */
export type Value = number | null | undefined;

export interface Slots {
  x: number[];
  columns: { name: string; unit: string; y: Value[] }[];
}

const PLACES = [0, 1 / 3, 2 / 3, 1 - 1e-6] as const;

export function toSlots(series: Series): Slots {
  return series.raw ? rawSlots(series) : bucketSlots(series);
}

function rawSlots(series: Series): Slots {
  const x: number[] = [];
  const columns = series.columns.map(({ name, unit }) => ({ name, unit, y: [] as Value[] }));
  const gaps = [...series.gaps].sort((a, b) => a.from - b.from);
  let next = 0;
  series.t.forEach((time, row) => {
    // An empty place within a gap keeps the line from being drawn across it.
    for (; next < gaps.length && (gaps[next]?.to ?? 0) <= time; next += 1) {
      const gap = gaps[next];
      const middle = gap ? (gap.from + gap.to) / 2 : time;
      const isInside = middle > (x.at(-1) ?? -Infinity) && middle < time;
      if (!isInside) continue;
      x.push(middle);
      for (const column of columns) column.y.push(null);
    }
    x.push(time);
    columns.forEach((column, at) => column.y.push(series.columns[at]?.v?.[row] ?? null));
  });
  return { x, columns };
}

function bucketSlots(series: Series): Slots {
  const buckets = series.columns[0]?.first?.length ?? 0;
  const x = new Array<number>(buckets * 4);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    PLACES.forEach((place, at) => (x[bucket * 4 + at] = series.from + (bucket + place) * series.step));
  }
  const columns = series.columns.map((column) => ({
    name: column.name,
    unit: column.unit,
    y: bucketValues(column, buckets),
  }));
  return { x, columns };
}

/** The smallest before the largest where the values rise, else after it: the line keeps its direction. */
function bucketValues(column: ColumnValues, buckets: number): Value[] {
  const y = new Array<Value>(buckets * 4).fill(null);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const first = column.first?.[bucket] ?? null;
    const last = column.last?.[bucket] ?? null;
    if (first === null || last === null) continue;
    const low = column.min?.[bucket] ?? first;
    const high = column.max?.[bucket] ?? last;
    const [second, third] = last >= first ? [low, high] : [high, low];
    y[bucket * 4] = first;
    y[bucket * 4 + 1] = second;
    y[bucket * 4 + 2] = third;
    y[bucket * 4 + 3] = last;
  }
  return y;
}

/** The rows of a live series joined to those that are there already. Only raw answers can be joined. */
export function append(held: Series, fresh: Series): Series | undefined {
  if (!held.raw || !fresh.raw || held.columns.length !== fresh.columns.length) return undefined;
  const last = held.t.at(-1) ?? -Infinity;
  const skip = fresh.t.findIndex((time) => time > last + 1e-6);
  if (skip < 0) return { ...held, to: Math.max(held.to, fresh.to) };
  return {
    ...held,
    to: Math.max(held.to, fresh.to),
    rows: held.rows + fresh.t.length - skip,
    t: [...held.t, ...fresh.t.slice(skip)],
    columns: held.columns.map((column, at) => ({
      ...column,
      v: [...(column.v ?? []), ...(fresh.columns[at]?.v ?? []).slice(skip)],
    })),
    gaps: [...held.gaps, ...fresh.gaps.filter((gap) => gap.from >= last)],
  };
}
