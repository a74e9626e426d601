/**
 * Rows that keep their place while somebody is at them: what is shown changes where it stands, what left the list stays
 * until nobody looks, and what is new waits to be shown.
 */

export interface Held<T> {
  rows: { row: T; isGone: boolean }[];
  /** How many rows wait to be shown. */
  news: number;
}

/** The rows to show, given those that were shown when somebody came to the list; without these, all as they are. */
export function heldRows<T extends { run: string }>(now: T[], held: T[] | undefined): Held<T> {
  if (!held) return { rows: now.map((row) => ({ row, isGone: false })), news: 0 };
  const fresh = new Map(now.map((row) => [row.run, row]));
  const kept = new Set(held.map((row) => row.run));
  return {
    rows: held.map((row) => ({ row: fresh.get(row.run) ?? row, isGone: !fresh.has(row.run) })),
    news: now.filter((row) => !kept.has(row.run)).length,
  };
}
