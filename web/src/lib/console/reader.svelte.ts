/**
 * A console read by byte ranges: at most 64 blocks are kept, whatever its size, and one range is in flight at a time.
 * What is looked at comes first, the rest of a small console afterwards.
 */
import { BLOCK_BYTES, parseBlock, rangeOf, type Line } from './block';
import { RowMap } from './row-map';

export interface Answer {
  bytes: Uint8Array;
  /** How many bytes the console has. */
  total: number;
  isGrowing: boolean;
}

/** Reads a range; the second number is exclusive and may lie behind the end. */
export type Fetch = (from: number, to: number) => Promise<Answer>;

const KEPT_BLOCKS = 64;

interface Held {
  lines: Line[];
  /** How many bytes of the block were there when it was read. */
  read: number;
}

export class ConsoleReader {
  total = $state(0);
  isGrowing = $state(false);
  /** Goes up when something that can be seen has changed. */
  version = $state(0);
  problem = $state<string | undefined>();
  isRead = $state(false);

  readonly map = new RowMap();
  private readonly held = new Map<number, Held>();
  private wanted: number[] = [];
  private isBusy = false;

  constructor(private readonly fetchRange: Fetch) {}

  get rows(): number {
    void this.version;
    return this.map.rows;
  }

  /** A line, if its block is there. */
  line(row: number): { line: Line; number: number | undefined } | undefined {
    void this.version;
    const { block, line } = this.map.find(row);
    const found = this.held.get(block)?.lines[line];
    return found && { line: found, number: this.map.isExact(block) ? row + 1 : undefined };
  }

  /** Reads the begin and the size, then the end. */
  async open(): Promise<void> {
    await this.read(0);
    if (this.map.blocks > 1) await this.read(this.map.blocks - 1);
    this.isRead = true;
    void this.work();
  }

  /** The console has grown to so many bytes; unknown: look. */
  grow(bytes?: number): void {
    if (bytes !== undefined && bytes <= this.total) return;
    const last = Math.max(0, this.map.blocks - 1);
    if (bytes !== undefined) this.resize(bytes);
    this.want([this.map.blocks - 1, last]);
  }

  /** These rows are looked at. */
  look(first: number, last: number): void {
    const from = this.map.find(first).block;
    const to = this.map.find(Math.max(first, last)).block;
    const blocks = [];
    for (let block = from; block <= to; block += 1) if (!this.isWhole(block)) blocks.push(block);
    for (let block = from; block <= to; block += 1) this.touch(block);
    if (blocks.length > 0) this.want(blocks);
  }

  private want(blocks: number[]): void {
    this.wanted = [...blocks, ...this.wanted].filter((block) => block >= 0).slice(0, 8);
    void this.work();
  }

  private async work(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    for (let next = this.next(); next !== undefined; next = this.next()) {
      const isDone = await this.read(next);
      if (!isDone) break;
    }
    this.isBusy = false;
  }

  private next(): number | undefined {
    while (this.wanted.length > 0) {
      const block = this.wanted.shift() ?? 0;
      if (block < Math.max(this.map.blocks, 1) && !this.isWhole(block)) return block;
    }
    // A small console is read whole, so that every line has its number.
    if (this.map.blocks > KEPT_BLOCKS) return undefined;
    for (let block = 0; block < this.map.blocks; block += 1) if (!this.held.has(block)) return block;
    return undefined;
  }

  private isWhole(block: number): boolean {
    const held = this.held.get(block);
    const { to } = rangeOf(block);
    return held !== undefined && held.read >= Math.min(to, this.total);
  }

  private async read(block: number): Promise<boolean> {
    const { from, to } = rangeOf(block);
    try {
      const answer = await this.fetchRange(from, to);
      this.problem = undefined;
      this.isGrowing = answer.isGrowing;
      this.resize(Math.max(answer.total, this.total));
      this.keep(block, { lines: parseBlock(block, answer.bytes), read: from + answer.bytes.length });
      return answer.bytes.length > 0;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      return false;
    }
  }

  private resize(total: number): void {
    this.total = total;
    this.map.total = total;
    this.version += 1;
  }

  private keep(block: number, held: Held): void {
    this.held.delete(block);
    this.held.set(block, held);
    const isLast = block * BLOCK_BYTES + BLOCK_BYTES >= this.total;
    if (held.lines.length > 0 || !isLast) this.map.learn(block, held.lines.length);
    const oldest = this.held.keys().next().value;
    if (this.held.size > KEPT_BLOCKS && oldest !== undefined) this.held.delete(oldest);
    this.version += 1;
  }

  private touch(block: number): void {
    const held = this.held.get(block);
    if (!held) return;
    this.held.delete(block);
    this.held.set(block, held);
  }
}
