/** The marks of a script as phases and moments, placed so that none lies over another. */
import type { Mark } from '$lib/api/types';

export interface Placed {
  name: string;
  from: number;
  /** Nothing for a phase that hasn't ended, and as `from` for a moment. */
  to: number | undefined;
  isPhase: boolean;
  /** From 0; the first row that was free when it began. */
  row: number;
}

/** Marks beyond so many rows share the last one. */
const ROWS = 4;

/** Pairs each end with the latest open beginning of its name; an end without one is a moment. */
export function place(marks: Mark[]): Placed[] {
  const placed: Omit<Placed, 'row'>[] = [];
  for (const { name, kind, elapsed_seconds: at } of marks) {
    const open = placed.findLast((mark) => mark.isPhase && mark.name === name && mark.to === undefined);
    if (kind === 'end' && open) open.to = at;
    else placed.push({ name, from: at, to: kind === 'begin' ? undefined : at, isPhase: kind === 'begin' });
  }
  const busyUntil: number[] = [];
  return placed.map((mark) => {
    const free = busyUntil.findIndex((until) => until <= mark.from);
    const row = Math.min(free < 0 ? busyUntil.length : free, ROWS - 1);
    busyUntil[row] = Math.max(busyUntil[row] ?? 0, mark.to ?? Infinity);
    return { ...mark, row };
  });
}

export function rowsOf(placed: Placed[]): number {
  return placed.reduce((most, mark) => Math.max(most, mark.row + 1), 0);
}
