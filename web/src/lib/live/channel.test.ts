import { beforeEach, describe, expect, it } from 'vitest';
import type { Hint } from '$lib/api/types';
import { Channel, retryDelay, streamAddress, type Source, type Status } from './channel';

class FakeSource implements Source {
  listeners = new Map<string, (event: never) => void>();
  closed = false;
  constructor(readonly url: string) {}
  addEventListener(name: string, listener: (event: never) => void) {
    this.listeners.set(name, listener);
  }
  fire(name: string, event: unknown = {}) {
    this.listeners.get(name)?.(event as never);
  }
  close() {
    this.closed = true;
  }
}

let sources: FakeSource[];
let timers: { ms: number; then: () => void }[];
let hints: Hint[];
let statuses: Status[];
let channel: Channel;

beforeEach(() => {
  [sources, timers, hints, statuses] = [[], [], [], []];
  channel = new Channel(
    {
      open: (url) => {
        const source = new FakeSource(url);
        sources.push(source);
        return source;
      },
      after: (ms, then) => {
        timers.push({ ms, then });
        return () => undefined;
      },
      random: () => 0.5,
    },
    (hint) => hints.push(hint),
    (status) => statuses.push(status),
  );
});

describe('the event stream', () => {
  it('is one connection for all topics of the page', () => {
    channel.watch(['queue', 'run:1132/2', 'queue']);
    expect(sources.map((source) => source.url)).toEqual(['/api/v1/events?topics=queue,run:1132/2']);
    channel.watch(['run:1132/2', 'queue']);
    expect(sources).toHaveLength(1);
  });

  it('resumes after the last event when the topics change', () => {
    channel.watch(['queue']);
    sources[0]?.fire('hint', { data: '{"topic":"queue","kind":"changed"}', lastEventId: '41' });
    channel.watch(['queue', 'hosts']);
    expect(sources[0]?.closed).toBe(true);
    expect(sources[1]?.url).toBe('/api/v1/events?topics=hosts,queue&after=41');
    expect(hints).toEqual([{ topic: 'queue', kind: 'changed' }]);
  });

  it('opens again after it broke, later each time', () => {
    channel.watch(['queue']);
    sources[0]?.fire('open');
    sources[0]?.fire('error');
    timers[0]?.then();
    sources[1]?.fire('error');
    expect(statuses).toEqual(['connecting', 'live', 'down', 'connecting', 'down']);
    expect(timers.map((timer) => timer.ms)).toEqual([1000, 2000]);
  });

  it('asks for everything again after a hint that can not be read', () => {
    channel.watch(['queue']);
    sources[0]?.fire('hint', { data: 'nonsense', lastEventId: '' });
    expect(hints).toEqual([{ topic: '', kind: 'reset' }]);
  });

  it('stays closed until it is wanted again', () => {
    channel.watch(['queue']);
    channel.close();
    expect(sources[0]?.closed).toBe(true);
    sources[0]?.fire('error');
    expect(timers).toHaveLength(0);
    channel.resume();
    expect(sources).toHaveLength(2);
  });
});

it('waits at most 15 s, a quarter more or less', () => {
  expect(retryDelay(0, 0)).toBe(750);
  expect(retryDelay(20, 1)).toBe(18_750);
});

it('escapes what a name may hold', () => {
  expect(streamAddress(['framework:a&b'], '7')).toBe('/api/v1/events?topics=framework:a%26b&after=7');
});
