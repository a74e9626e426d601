/**
 * The one event stream of a page: opens it, resumes it after the last event, and opens it again when it breaks.
 * Knows nothing of what the hints mean.
 */
import type { Hint } from '$lib/api/types';

export type Status = 'closed' | 'connecting' | 'live' | 'down';

/** The part of an EventSource that is used here. */
export interface Source {
  addEventListener(name: 'open' | 'error', listener: () => void): void;
  addEventListener(name: 'hint', listener: (event: { data: string; lastEventId: string }) => void): void;
  close(): void;
}

export interface Surroundings {
  open(url: string): Source;
  after(ms: number, then: () => void): () => void;
  random(): number;
}

/** Milliseconds before the next attempt: 1, 2, 4 … 15 s, a quarter more or less. */
export function retryDelay(attempt: number, random: number): number {
  return Math.min(15_000, 1000 * 2 ** attempt) * (0.75 + random / 2);
}

/** Topics are joined by plain commas; a run's slash is left as it is. */
export function streamAddress(topics: string[], after: string | undefined): string {
  const words = topics.map((topic) =>
    encodeURIComponent(topic).replaceAll('%2F', '/').replaceAll('%3A', ':'),
  );
  return `/api/v1/events?topics=${words.join(',')}${after ? `&after=${encodeURIComponent(after)}` : ''}`;
}

export class Channel {
  private source: Source | undefined;
  private topics: string[] = [];
  private lastId: string | undefined;
  private attempt = 0;
  private cancelRetry: (() => void) | undefined;

  constructor(
    private readonly around: Surroundings,
    private readonly onHint: (hint: Hint) => void,
    private readonly onStatus: (status: Status) => void,
  ) {}

  /** Listens to these topics from now on, resuming after the last event of the former ones. */
  watch(topics: string[]): void {
    const wanted = [...new Set(topics)].sort();
    if (wanted.join() === this.topics.join() && this.source) return;
    this.topics = wanted;
    this.reopen();
  }

  /** Ends the stream until the next `watch` or `resume`. */
  close(): void {
    this.stop();
    this.onStatus('closed');
  }

  resume(): void {
    if (!this.source) this.reopen();
  }

  private stop(): void {
    this.cancelRetry?.();
    this.cancelRetry = undefined;
    this.source?.close();
    this.source = undefined;
  }

  private reopen(): void {
    this.stop();
    if (this.topics.length === 0) return;
    const source = this.around.open(streamAddress(this.topics, this.lastId));
    this.source = source;
    this.onStatus('connecting');
    source.addEventListener('open', () => {
      this.attempt = 0;
      this.onStatus('live');
    });
    source.addEventListener('hint', (event) => this.take(event));
    source.addEventListener('error', () => this.lost(source));
  }

  private take(event: { data: string; lastEventId: string }): void {
    if (event.lastEventId) this.lastId = event.lastEventId;
    try {
      this.onHint(JSON.parse(event.data) as Hint);
    } catch {
      // A hint that can't be read is as good as a lost one.
      this.onHint({ topic: '', kind: 'reset' });
    }
  }

  private lost(source: Source): void {
    if (source !== this.source) return;
    this.stop();
    this.onStatus('down');
    const delay = retryDelay(this.attempt, this.around.random());
    this.attempt += 1;
    this.cancelRetry = this.around.after(delay, () => this.reopen());
  }
}
