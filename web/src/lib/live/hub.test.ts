import { beforeEach, describe, expect, it } from 'vitest';
import { Hub, SILENCE_MS, type ToTab } from './hub';

let now: number;
let watched: string[][];
let hub: Hub;

function tab() {
  const heard: ToTab[] = [];
  const tell = (message: ToTab) => heard.push(message);
  return { heard, tell };
}

const hints = (heard: ToTab[]) => heard.flatMap((each) => (each.kind === 'hint' ? [each.hint.topic] : []));

beforeEach(() => {
  now = 1000;
  watched = [];
  const channel = {
    watch: (topics: string[]) => void watched.push(topics),
    close: () => void watched.push(['closed']),
    resume: () => void watched.push(['resumed']),
  };
  hub = new Hub(channel, () => now);
});

describe('one stream for all tabs', () => {
  it('watches what any tab watches, and tells each tab only its own', () => {
    const [one, other] = [tab(), tab()];
    hub.take(one.tell, { kind: 'watch', topics: ['queue'] });
    hub.take(other.tell, { kind: 'watch', topics: ['queue', 'run:1132/2'] });
    expect(watched.at(-1)).toEqual(['queue', 'run:1132/2']);
    hub.hint({ topic: 'run:1132/2', kind: 'changed' });
    hub.hint({ topic: 'queue', kind: 'changed' });
    expect(hints(one.heard)).toEqual(['queue']);
    expect(hints(other.heard)).toEqual(['run:1132/2', 'queue']);
  });

  it('tells everyone to load again when a hint could not be read', () => {
    const one = tab();
    hub.take(one.tell, { kind: 'watch', topics: ['queue'] });
    hub.hint({ topic: '', kind: 'reset' });
    expect(hints(one.heard)).toEqual(['']);
  });

  it('tells a new tab how the stream is, and what happened while its page was loading', () => {
    const [one, late] = [tab(), tab()];
    hub.take(one.tell, { kind: 'watch', topics: ['queue'] });
    hub.tell('live');
    now = 2000;
    hub.hint({ topic: 'queue', kind: 'changed' });
    now = 6000;
    hub.take(late.tell, { kind: 'watch', topics: ['queue'] });
    expect(late.heard).toEqual([
      { kind: 'status', status: 'live' },
      { kind: 'hint', hint: { topic: 'queue', kind: 'changed' } },
    ]);
  });

  it('forgets tabs that said goodbye or fell silent, and closes when none is left', () => {
    const [one, other] = [tab(), tab()];
    hub.take(one.tell, { kind: 'watch', topics: ['queue'] });
    hub.take(other.tell, { kind: 'watch', topics: ['hosts'] });
    hub.take(one.tell, { kind: 'bye' });
    expect(watched.at(-1)).toEqual(['hosts']);
    now += SILENCE_MS;
    hub.sweep();
    expect(watched.at(-1)).toEqual(['hosts']);
    now += 1;
    hub.sweep();
    expect(watched.at(-1)).toEqual(['closed']);
  });

  it('opens the stream anew after somebody signed in', () => {
    const one = tab();
    hub.take(one.tell, { kind: 'watch', topics: ['queue'] });
    hub.take(one.tell, { kind: 'renew' });
    expect(watched.slice(-2)).toEqual([['closed'], ['resumed']]);
  });
});
