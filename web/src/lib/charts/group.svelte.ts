/**
 * What the charts of a page share: the range, the cursor and the way back. Every chart reads it, so all of them move
 * together, once per frame; none publishes to the others.
 */
import type { Range } from '$lib/url/range';

export type Commit = (range: Range | undefined, how: 'push' | 'replace') => void;

/** No range is shorter, in seconds. */
const SHORTEST = 0.2;
const WAY_BACK = 50;

export class ChartGroup {
  /** The zoomed range; nothing while the whole run is shown. */
  range = $state.raw<Range | undefined>();
  whole = $state.raw<Range>({ from: 0, to: 1 });
  hover = $state<number | undefined>();
  pinned = $state<number | undefined>();

  shown = $derived(this.range ?? this.whole);
  cursor = $derived(this.hover ?? this.pinned);

  private past: (Range | undefined)[] = [];

  constructor(private readonly commit: Commit) {}

  /** Takes over what the address says. */
  follow(range: Range | undefined): void {
    this.range = range;
  }

  zoomTo(range: Range, how: 'push' | 'replace' = 'push'): void {
    const next = this.fit(range);
    this.past = [...this.past.slice(1 - WAY_BACK), this.range];
    this.change(next, how);
  }

  /** Zooms by a factor (below 1: in) and keeps the moment `at` where it is. */
  zoom(factor: number, at = (this.shown.from + this.shown.to) / 2): void {
    const { from, to } = this.shown;
    const next = this.fit({ from: at - (at - from) * factor, to: at + (to - at) * factor });
    this.change(next, 'replace');
  }

  /** Moves by a share of what is shown. */
  pan(share: number): void {
    const { from, to } = this.shown;
    const room = (to - from) * share;
    const least = this.whole.from - from;
    const most = this.whole.to - to;
    const by = Math.min(Math.max(room, Math.min(least, 0)), Math.max(most, 0));
    if (this.range) this.change({ from: from + by, to: to + by }, 'replace');
  }

  reset(): void {
    if (!this.range) return;
    this.past = [...this.past.slice(1 - WAY_BACK), this.range];
    this.change(undefined, 'push');
  }

  /** One range back, if there was one. */
  back(): void {
    if (this.past.length === 0) return;
    const [last] = this.past.slice(-1);
    this.past = this.past.slice(0, -1);
    this.change(last, 'push');
  }

  pin(at: number | undefined): void {
    this.pinned = at === undefined ? undefined : this.within(at);
  }

  /** Moves the cursor by a share of what is shown. */
  step(share: number): void {
    const { from, to } = this.shown;
    const at = this.cursor ?? (share > 0 ? from : to);
    this.hover = undefined;
    this.pinned = Math.min(to, Math.max(from, at + (to - from) * share));
  }

  private change(next: Range | undefined, how: 'push' | 'replace'): void {
    this.range = next;
    this.commit(next, how);
  }

  private within(at: number): number {
    return Math.min(this.whole.to, Math.max(this.whole.from, at));
  }

  /** A range within the whole; nothing if it is the whole. */
  private fit(range: Range): Range | undefined {
    const from = this.within(Math.min(range.from, range.to));
    const to = this.within(Math.max(range.from, range.to));
    if (from <= this.whole.from && to >= this.whole.to) return undefined;
    return to - from >= SHORTEST ? { from, to } : { from, to: from + SHORTEST };
  }
}
