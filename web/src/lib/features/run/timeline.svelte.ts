/**
 * The series of one run's charts: one query for all charts that are looked at, a new one for another range, and once
 * a second the newest rows while the run lives.
 */
import type { Api } from '$lib/api/client';
import type { RunAddress } from '$lib/api/calls';
import * as calls from '$lib/api/calls';
import { append } from '$lib/charts/slots';
import type { Track } from '$lib/charts/tracks';
import type { Problem, Series, SeriesIndex } from '$lib/api/types';
import type { Range } from '$lib/url/range';

/** After a change of range the query waits, in case it changes again. */
const SETTLE_MS = 120;
const LIVE_MS = 1000;
/** A live series that is reduced already can't be joined; it is asked for as a whole, less often. */
const WHOLE_MS = 5000;
const MOST_POINTS = 4096;

export class Timeline {
  index = $state.raw<SeriesIndex | undefined>();
  series = $state.raw<Record<string, Series>>({});
  problem = $state.raw<Problem | undefined>();
  isLoading = $state(false);

  private readonly seen = new Set<string>();
  private tracks: Track[] = [];
  private range: Range | undefined;
  private points = 1200;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: AbortController | undefined;
  private lastWhole = 0;
  private lastIndex = 0;

  constructor(
    private readonly api: Api,
    private readonly run: RunAddress,
  ) {}

  /** Which tracks there are; a growing run gets new files now and then. */
  async loadIndex(): Promise<void> {
    this.lastIndex = Date.now();
    const result = await calls.seriesIndex(this.api, this.run);
    if (!result.ok) {
      this.problem = result.problem;
      return;
    }
    this.problem = undefined;
    if (JSON.stringify(result.data) !== JSON.stringify(this.index)) this.index = result.data;
  }

  /** The tracks in the order of the page. */
  use(tracks: Track[]): void {
    this.tracks = tracks;
    if (this.wanted().some((track) => !this.series[track.key])) this.ask(0);
  }

  /** A chart came into view, or left it. */
  look(key: string, isSeen: boolean): void {
    if (!isSeen) this.seen.delete(key);
    else if (!this.seen.has(key)) {
      this.seen.add(key);
      if (!this.series[key] || this.range) this.ask(20);
    }
  }

  resize(width: number): void {
    this.points = Math.min(MOST_POINTS, Math.max(60, Math.round(width * (globalThis.devicePixelRatio || 1))));
  }

  show(range: Range | undefined): void {
    if (range?.from === this.range?.from && range?.to === this.range?.to) return;
    this.range = range;
    this.ask(SETTLE_MS);
  }

  /** Asks for the newest rows until the returned function is called. */
  live(): () => void {
    const timer = setInterval(() => {
      if (!document.hidden) void this.tick();
    }, LIVE_MS);
    return () => clearInterval(timer);
  }

  /** The whole series once more, after the run has ended. */
  refresh(): void {
    void this.loadIndex();
    this.ask(0);
  }

  private async tick(): Promise<void> {
    const now = Date.now();
    if (!this.index?.files.length || now - this.lastIndex > WHOLE_MS) await this.loadIndex();
    if (this.range || this.running) return;
    const wanted = this.wanted();
    const lasts = wanted.map((track) => lastRow(this.series[track.key]));
    const canJoin = lasts.every((last) => last !== undefined);
    if (canJoin && lasts.length > 0) await this.query({ from: Math.min(...lasts) });
    else if (now - this.lastWhole > (lasts.length > 0 && this.isReduced() ? WHOLE_MS : LIVE_MS - 100)) {
      await this.query({});
    }
  }

  private isReduced(): boolean {
    return this.wanted().some((track) => this.series[track.key]?.raw === false);
  }

  private ask(after: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.query(this.range ? padded(this.range) : {}), after);
  }

  private wanted(): Track[] {
    return this.tracks.filter((track) => this.seen.has(track.key));
  }

  private async query(range: Partial<Range>): Promise<void> {
    const wanted = this.wanted();
    if (wanted.length === 0) return;
    this.running?.abort();
    const controller = new AbortController();
    this.running = controller;
    this.isLoading = true;
    if (range.from === undefined) this.lastWhole = Date.now();
    const body = { ...range, points: this.points, series: wanted.map(request) };
    try {
      const result = await calls.querySeries(this.api, this.run, body, controller.signal);
      this.problem = result.ok ? undefined : result.problem;
      if (result.ok) this.take(result.data.series, range.to === undefined && range.from !== undefined);
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      if (this.running === controller) {
        this.running = undefined;
        this.isLoading = false;
      }
    }
  }

  private take(fresh: Series[], joins: boolean): void {
    const next = { ...this.series };
    for (const series of fresh) {
      const key = `${series.host}/${series.file}`;
      const held = next[key];
      const joined = joins && held ? append(held, series) : series;
      if (joined && joined.t.length <= this.points * 4) next[key] = joined;
      // Too many rows to be drawn one by one: the next tick asks for all of them, reduced.
      else delete next[key];
    }
    this.series = next;
  }
}

/** A little more than is shown, so that lines reach the edges. */
function padded({ from, to }: Range): Range {
  const room = Math.max(2, (to - from) / 10);
  return { from: from - room, to: to + room };
}

function request(track: Track) {
  return { host: track.host, file: track.file, columns: track.columns.map((column) => column.name) };
}

/** The time of the newest row, if rows can be joined to it. */
function lastRow(series: Series | undefined): number | undefined {
  return series?.raw ? series.t.at(-1) : undefined;
}

/** The time axis of the whole run: from the first sample, or the script's start, to the last one. */
export function wholeOf(series: Series[], ranSeconds: number | undefined): Range {
  const used = series.filter((each) => each.rows > 0);
  const from = Math.min(0, ...used.map((each) => each.t[0] ?? each.from));
  const to = Math.max(ranSeconds ?? 0, ...used.map((each) => each.t.at(-1) ?? each.to));
  return { from, to: Math.max(to, from + 1) };
}
