/** Where a row that is dragged would go: by the middles of all rows, the dragged one's included. */
export function dropIndex(middles: number[], from: number, y: number): number {
  const above = middles.filter((middle, at) => at !== from && middle < y).length;
  return Math.min(above, middles.length - 1);
}

/** How far a key moves a row: one up or down, or to an end. */
export function keyTarget(key: string, from: number, count: number): number | undefined {
  const targets: Record<string, number> = {
    ArrowUp: from - 1,
    ArrowDown: from + 1,
    Home: 0,
    End: count - 1,
  };
  const to = targets[key];
  return to === undefined || to < 0 || to >= count || to === from ? undefined : to;
}
