/**
 * What the pages know of live updates: whether they arrive, and what to load again. Hints make the loaders of the
 * page run again; listeners get those of the console and the series, which carry a number.
 */
import { invalidate, invalidateAll } from '$app/navigation';
import { navigating } from '$app/state';
import type { Hint } from '$lib/api/types';
import type { Status } from './channel';
import { openStream, type Stream } from './stream';

/** After this long without a stream the page says so and asks by itself. */
const PATIENCE_MS = 5000;
const POLL_MS = 5000;
/** Hints that come closer together make one reload. */
const MERGE_MS = 250;

type Listener = (hint: Hint) => void;

/** What a loader names in `depends` to run again when something of a topic changed. */
export function dependency(topic: string): `live:${string}` {
  return `live:${topic}`;
}

class Live {
  /** Since when no updates arrive; only set once the patience is over. */
  stalledSince = $state<number | undefined>();
  status = $state<Status>('connecting');

  private readonly counts = new Map<string, number>();
  private readonly listeners = new Set<Listener>();
  private readonly changed = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private patience: ReturnType<typeof setTimeout> | undefined;
  private poll: ReturnType<typeof setInterval> | undefined;
  private stream: Stream | undefined;

  /** Follows topics until the returned function is called. */
  follow(topics: string[], listener?: Listener): () => void {
    for (const topic of topics) this.counts.set(topic, (this.counts.get(topic) ?? 0) + 1);
    if (listener) this.listeners.add(listener);
    this.update();
    return () => {
      for (const topic of topics) {
        const left = (this.counts.get(topic) ?? 1) - 1;
        if (left > 0) this.counts.set(topic, left);
        else this.counts.delete(topic);
      }
      if (listener) this.listeners.delete(listener);
      this.update();
    };
  }

  /** Another person has signed in, whose rights the stream must have. */
  renew(): void {
    this.open().renew();
  }

  /** Topics change in groups when a page is left for another; the stream is opened once for all. */
  private update(): void {
    queueMicrotask(() => {
      if (this.counts.size === 0) return;
      this.open().watch([...this.counts.keys()]);
    });
  }

  private open(): Stream {
    this.stream ??= openStream(
      (hint) => this.take(hint),
      (status) => this.note(status),
    );
    return this.stream;
  }

  private take(hint: Hint): void {
    for (const listener of this.listeners) listener(hint);
    if (hint.kind === 'reset') void invalidateAll();
    if (hint.kind === 'changed') this.reload(hint.topic);
  }

  private reload(topic: string): void {
    this.changed.add(topic);
    this.timer ??= setTimeout(() => this.loadAgain(), MERGE_MS);
  }

  /** Loading again while the person is on the way to another page would end that way, so it waits. */
  private loadAgain(): void {
    this.timer = undefined;
    if (navigating.to) {
      this.timer = setTimeout(() => this.loadAgain(), MERGE_MS);
      return;
    }
    const topics = [...this.changed];
    this.changed.clear();
    for (const each of topics) void invalidate(dependency(each));
  }

  private note(status: Status): void {
    this.status = status;
    if (status === 'down') this.patience ??= setTimeout(() => this.stall(), PATIENCE_MS);
    if (status === 'live' || status === 'closed') this.recover();
  }

  private stall(): void {
    this.stalledSince = Date.now() - PATIENCE_MS;
    this.poll = setInterval(() => this.pollOnce(), POLL_MS);
    this.pollOnce();
  }

  private pollOnce(): void {
    for (const topic of this.counts.keys()) this.take({ topic, kind: 'changed' });
  }

  private recover(): void {
    clearTimeout(this.patience);
    clearInterval(this.poll);
    this.patience = undefined;
    this.poll = undefined;
    this.stalledSince = undefined;
  }
}

export const live = new Live();
