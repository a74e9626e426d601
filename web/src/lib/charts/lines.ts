/** Lines from different files, or from different runs, on one chart: each keeps its own moments. */
import type { ColumnValues, Series } from '$lib/api/types';
import { summaries, type Summary } from './readout';
import { seriesKey } from '$lib/url/series';
import { toSlots, type Slots, type Value } from './slots';
import type { Track } from './tracks';

export interface Line {
  /** Unlike any other on the page. */
  key: string;
  label: string;
  /** Its place in the palette. */
  colour: number;
  /** The answer with nothing but this line's column. */
  series: Series;
  /** Whose it is, where a chart has several runs. */
  run?: string;
}

/** The line of one column of an answer. */
export function lineOf(series: Series, column: ColumnValues, at: Omit<Line, 'series'>): Line {
  return { ...at, series: { ...series, columns: [column] } };
}

/** The lines of a track, as far as they have come. */
export function linesOf(track: Track, series: Series | undefined): Line[] {
  return (series?.columns ?? []).map((column, colour) => {
    const shown = track.columns.find((each) => each.name === column.name)?.shown ?? column.name;
    const key = seriesKey({ host: track.host, file: track.file, column: column.name });
    return lineOf(series as Series, column, { key, label: shown, colour });
  });
}

/** All lines on one axis of time. A moment that only others have is `undefined`, which is drawn across; a gap is null. */
export function joined(lines: Line[]): Slots {
  const each = lines.map((line) => toSlots(line.series));
  const [first] = each;
  const columns = lines.map((line, at) => ({
    name: line.key,
    unit: line.series.columns[0]?.unit ?? '',
    y: each[at]?.columns[0]?.y ?? [],
  }));
  if (!first || each.every(({ x }) => isSame(x, first.x))) return { x: first?.x ?? [], columns };
  const x = [...new Set(each.flatMap((slots) => slots.x))].sort((a, b) => a - b);
  const place = new Map(x.map((moment, at) => [moment, at]));
  return {
    x,
    columns: columns.map((column, line) => {
      const y = new Array<Value>(x.length).fill(undefined);
      each[line]?.x.forEach((moment, at) => (y[place.get(moment) ?? 0] = column.y[at]));
      return { ...column, y };
    }),
  };
}

function isSame(a: number[], b: number[]): boolean {
  return a === b || (a.length === b.length && a[0] === b[0] && a.every((moment, at) => moment === b[at]));
}

/** Mean, smallest and largest value of a line within a range, if it has any there. */
export function summaryOf(line: Line, from: number, to: number): Summary | undefined {
  return summaries(line.series, from, to)[0];
}

/** The smallest and largest value of all lines, of what was asked for. */
export function extent(lines: Line[]): { min: number; max: number } | undefined {
  let [min, max] = [Infinity, -Infinity];
  for (const { series } of lines) {
    const column = series.columns[0];
    for (const value of column?.v ?? column?.min ?? []) if (value !== null && value < min) min = value;
    for (const value of column?.v ?? column?.max ?? []) if (value !== null && value > max) max = value;
  }
  return min <= max ? { min, max } : undefined;
}

/** What a reader of the lines should know, each said once, with whose it is. */
export function notesOf(series: { label: string; series: Series | undefined }[]): string[] {
  const notes = new Map<string, string[]>();
  for (const each of series) {
    for (const note of each.series?.notes ?? []) notes.set(note, [...(notes.get(note) ?? []), each.label]);
  }
  return [...notes].map(([note, labels]) => `${[...new Set(labels)].join(', ')}: ${note}`);
}
