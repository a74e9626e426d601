/** Lists that one chooses from by typing: groups of entries with one of them active. */

export interface Entry {
  id: string;
  label: string;
  /** Beside the label, muted. */
  detail?: string | undefined;
  key?: string | undefined;
  href?: string | undefined;
  run?: (() => void) | undefined;
  /** Why it can't be chosen. */
  disabled?: string | undefined;
}

export interface EntryGroup {
  name: string;
  entries: Entry[];
}

export function flat(groups: EntryGroup[]): Entry[] {
  return groups.flatMap((group) => group.entries);
}

/** Where a key moves the active entry; nothing if the key doesn't move it. */
export function moved(active: number, count: number, key: string): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (active + 1) % count;
  if (key === 'ArrowUp') return (active - 1 + count) % count;
  if (key === 'PageDown') return Math.min(active + 8, count - 1);
  if (key === 'PageUp') return Math.max(active - 8, 0);
  return undefined;
}
