/**
 * Which row is in which block. How many lines a block has is known once it was read; until then it is estimated from
 * those that were. Above a height that browsers can't lay out, the scroll bar stands for more than its pixels.
 */
import { BLOCK_BYTES } from './block';

export const ROW_PX = 18;
/** Chromium lays out at most some 33 million pixels; far below that the thumb is mapped. */
export const MOST_PX = 8_000_000;
/** Before anything was read: the length of a usual line. */
const USUAL_LINE_BYTES = 80;

export class RowMap {
  private readonly counts = new Map<number, number>();
  private starts: number[] = [0];
  private isStale = true;
  private bytes = 0;

  set total(bytes: number) {
    this.isStale ||= bytes !== this.bytes;
    this.bytes = bytes;
  }

  get blocks(): number {
    return Math.ceil(this.bytes / BLOCK_BYTES);
  }

  learn(block: number, lines: number): void {
    this.isStale ||= this.counts.get(block) !== lines;
    this.counts.set(block, lines);
  }

  get rows(): number {
    return this.build()[this.blocks] ?? 0;
  }

  /** The first row of a block. */
  start(block: number): number {
    return this.build()[Math.min(block, this.blocks)] ?? 0;
  }

  /** The block that holds a row, and which of its lines it is. */
  find(row: number): { block: number; line: number } {
    const starts = this.build();
    let low = 0;
    let high = Math.max(this.blocks - 1, 0);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    return { block: low, line: row - (starts[low] ?? 0) };
  }

  /** Whether the number of a row in this block is exact: all blocks before it were read. */
  isExact(block: number): boolean {
    for (let before = 0; before < block; before += 1) if (!this.counts.has(before)) return false;
    return true;
  }

  private build(): number[] {
    if (!this.isStale) return this.starts;
    this.isStale = false;
    const estimate = this.estimate();
    const starts = new Array<number>(this.blocks + 1);
    starts[0] = 0;
    for (let block = 0; block < this.blocks; block += 1) {
      const size = Math.min(BLOCK_BYTES, this.bytes - block * BLOCK_BYTES) / BLOCK_BYTES;
      const lines = this.counts.get(block) ?? Math.max(1, Math.round(estimate * size));
      starts[block + 1] = (starts[block] ?? 0) + lines;
    }
    this.starts = starts;
    return starts;
  }

  /** Lines of a whole block that was not read yet. */
  private estimate(): number {
    const whole = [...this.counts].filter(([block]) => block < this.blocks - 1);
    if (whole.length === 0) return BLOCK_BYTES / USUAL_LINE_BYTES;
    return whole.reduce((sum, [, lines]) => sum + lines, 0) / whole.length;
  }
}

/** The height to lay out for so many rows, and how many pixels of rows one pixel of it stands for. */
export function mapped(rows: number, view: number): { height: number; scale: number } {
  const real = rows * ROW_PX;
  const height = Math.min(real, MOST_PX);
  const scale = height > view ? Math.max(1, (real - view) / (height - view)) : 1;
  return { height, scale };
}
