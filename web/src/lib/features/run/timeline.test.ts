import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createApi } from '$lib/api/client';
import type { Series } from '$lib/api/types';
import type { Track } from '$lib/charts/tracks';
import { Timeline, wholeOf } from './timeline.svelte';

const track = (file: string): Track => ({
  key: `h/${file}`,
  host: 'h',
  file,
  title: file,
  device: '',
  columns: [{ name: 'a', unit: '%', shown: 'a' }],
});

function series(file: string, t: number[], more: Partial<Series> = {}): Series {
  const columns = [{ name: 'a', unit: '%', v: t.map(() => 1) }];
  return {
    host: 'h',
    file,
    from: t[0] ?? 0,
    to: t.at(-1) ?? 0,
    rows: t.length,
    raw: true,
    step: 0,
    t,
    columns,
    gaps: [],
    ...more,
  };
}

let bodies: { from?: number; to?: number; series: { file: string }[] }[];
let answers: Series[][];
let timeline: Timeline;

beforeEach(() => {
  vi.useFakeTimers();
  bodies = [];
  answers = [];
  const fetcher: typeof fetch = async (input) => {
    const asked = input as Request;
    if (asked.method === 'GET') {
      return Response.json({ files: ['cpu', 'mem'].map((file) => ({ host: 'h', file, columns: [] })) });
    }
    bodies.push(await asked.json());
    return Response.json({ series: answers.shift() ?? [] });
  };
  timeline = new Timeline(createApi(fetcher), { id: 1, n: 1 });
});

describe('the series of a page', () => {
  it('come with one query for all charts that are looked at', async () => {
    timeline.use([track('cpu'), track('mem'), track('net')]);
    timeline.look('h/cpu', true);
    timeline.look('h/mem', true);
    answers = [[series('cpu', [0, 1]), series('mem', [0, 1])]];
    await vi.advanceTimersByTimeAsync(50);
    expect(bodies.map((body) => body.series.map((each) => each.file))).toEqual([['cpu', 'mem']]);
    expect(Object.keys(timeline.series)).toEqual(['h/cpu', 'h/mem']);
  });

  it('are asked for again when the range has settled, with a little more at its edges', async () => {
    timeline.use([track('cpu')]);
    timeline.look('h/cpu', true);
    await vi.advanceTimersByTimeAsync(50);
    timeline.show({ from: 1, to: 9 });
    timeline.show({ from: 2, to: 8 });
    await vi.advanceTimersByTimeAsync(200);
    expect(bodies.slice(1)).toMatchObject([{ from: 0, to: 10 }]);
  });

  it('grow once a second by the newest rows while the run lives', async () => {
    timeline.use([track('cpu')]);
    timeline.look('h/cpu', true);
    answers = [[series('cpu', [0, 1])], [series('cpu', [1, 2])]];
    await vi.advanceTimersByTimeAsync(50);
    const stop = timeline.live();
    await vi.advanceTimersByTimeAsync(1000);
    stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(bodies).toHaveLength(2);
    expect(bodies[1]?.from).toBe(1);
    expect(timeline.series['h/cpu']?.t).toEqual([0, 1, 2]);
  });
});

it('the axis reaches from the first sample to the end of the script', () => {
  expect(wholeOf([series('cpu', [-1.5, 3])], 10)).toEqual({ from: -1.5, to: 10 });
  expect(wholeOf([], undefined)).toEqual({ from: 0, to: 1 });
});
