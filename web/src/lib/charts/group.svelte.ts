/**
 * What the charts of a page share: the range, the cursor and the way back. Every chart reads it, so all of them move
 * together, once per frame; none publishes to the others.
 */
import type { Range } from '$lib/url/range';

export type How = 'push' | 'replace';

/** Told of every change that belongs into the address. */
export interface Commits {
  range: (range: Range | undefined, how: How) => void;
  window?: (window: Range | undefined) => void;
  hidden?: (keys: string[]) => void;
}

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

  /** The measurement window; nothing while all that is shown counts. */
  window = $state.raw<Range | undefined>();
  /** Keys of the lines that are not drawn. */
  hidden = $state.raw<string[]>([]);
  /** Numbers speak for the window, if there is one, else for what is shown. */
  counted = $derived(this.window ?? this.shown);

  private past: (Range | undefined)[] = [];

  constructor(private readonly commits: Commits) {}

  /** Takes over what the address says. */
  follow(range: Range | undefined): void {
    this.range = range;
  }

  zoomTo(range: Range, how: How = 'push'): void {
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

  /** What is counted, from now on. Without an end it reaches to where it reached before, or to the end of all. */
  setWindow(from: number | undefined, to?: number): void {
    if (from === undefined && to === undefined) this.window = undefined;
    else {
      const begin = this.within(from ?? this.window?.from ?? this.whole.from);
      const end = this.within(to ?? this.window?.to ?? this.whole.to);
      if (end - begin < SHORTEST) return;
      const isAll = begin <= this.whole.from && end >= this.whole.to;
      this.window = isAll ? undefined : { from: begin, to: end };
    }
    this.commits.window?.(this.window);
  }

  /** Hides a line, or shows it again. */
  toggle(key: string): void {
    this.hide(this.hidden.includes(key) ? this.hidden.filter((each) => each !== key) : [...this.hidden, key]);
  }

  /** Hides all of these but one; if that is so already, shows all of them. */
  isolate(key: string, among: string[]): void {
    const others = among.filter((each) => each !== key);
    const rest = this.hidden.filter((each) => !among.includes(each));
    const isAlone = !this.hidden.includes(key) && others.every((each) => this.hidden.includes(each));
    this.hide(isAlone ? rest : [...rest, ...others]);
  }

  private hide(keys: string[]): void {
    this.hidden = keys;
    this.commits.hidden?.(keys);
  }

  private change(next: Range | undefined, how: How): void {
    this.range = next;
    this.commits.range(next, how);
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
