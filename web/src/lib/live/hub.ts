/**
 * One event stream for all tabs: collects the topics of every tab, hands each hint to the tabs that watch its topic,
 * and forgets tabs that are gone. Runs in the shared worker; knows nothing of pages.
 */
import type { Hint } from '$lib/api/types';
import type { Channel, Status } from './channel';

/** What a tab says. */
export type FromTab =
  { kind: 'watch'; topics: string[] } | { kind: 'ping' } | { kind: 'renew' } | { kind: 'bye' };

/** What a tab is told. */
export type ToTab = { kind: 'hint'; hint: Hint } | { kind: 'status'; status: Status };

export type Tell = (message: ToTab) => void;

/** Hidden tabs are slowed down to one timer a minute; a tab that says nothing for longer is gone. */
export const SILENCE_MS = 150_000;
/** A tab that comes to a topic hears what happened while it loaded its page. */
const RECENT_MS = 5000;
const RECENT_HINTS = 64;
/** The server refuses more topics at once. */
const MOST_TOPICS = 100;

interface Tab {
  topics: string[];
  heard: number;
}

export class Hub {
  private readonly tabs = new Map<Tell, Tab>();
  private recent: { at: number; hint: Hint }[] = [];
  private status: Status = 'connecting';

  constructor(
    private readonly channel: Pick<Channel, 'watch' | 'close' | 'resume'>,
    private readonly now: () => number,
  ) {}

  take(tell: Tell, message: FromTab): void {
    if (message.kind === 'bye') return this.drop(tell);
    const known = this.tabs.get(tell);
    const tab = known ?? { topics: [], heard: 0 };
    tab.heard = this.now();
    this.tabs.set(tell, tab);
    if (!known) tell({ kind: 'status', status: this.status });
    if (message.kind === 'watch') this.watch(tell, tab, message.topics);
    if (message.kind === 'renew') this.renew();
  }

  hint(hint: Hint): void {
    this.recent = [...this.recent.slice(1 - RECENT_HINTS), { at: this.now(), hint }];
    for (const [tell, tab] of this.tabs) {
      if (hint.topic === '' || tab.topics.includes(hint.topic)) tell({ kind: 'hint', hint });
    }
  }

  tell(status: Status): void {
    this.status = status;
    for (const tell of this.tabs.keys()) tell({ kind: 'status', status });
  }

  /** Forgets tabs that have been silent for too long. */
  sweep(): void {
    for (const [tell, tab] of this.tabs) if (this.now() - tab.heard > SILENCE_MS) this.drop(tell);
  }

  private watch(tell: Tell, tab: Tab, topics: string[]): void {
    const fresh = topics.filter((topic) => !tab.topics.includes(topic));
    tab.topics = topics;
    const since = this.now() - RECENT_MS;
    for (const { at, hint } of this.recent) {
      if (at >= since && fresh.includes(hint.topic)) tell({ kind: 'hint', hint });
    }
    this.update();
  }

  /** Somebody signed in: the stream that was refused, or belongs to another person, is opened anew. */
  private renew(): void {
    this.channel.close();
    this.channel.resume();
  }

  private drop(tell: Tell): void {
    this.tabs.delete(tell);
    this.update();
  }

  private update(): void {
    // With too many tabs those that were heard of last have their topics; the others find out by asking.
    const tabs = [...this.tabs.values()].sort((a, b) => b.heard - a.heard);
    const topics = [...new Set(tabs.flatMap((tab) => tab.topics))].slice(0, MOST_TOPICS);
    if (topics.length > 0) this.channel.watch(topics);
    else this.channel.close();
  }
}
