import { beforeEach, describe, expect, it } from 'vitest';
import type { Range } from '$lib/url/range';
import { ChartGroup } from './group.svelte';

let committed: [Range | undefined, string][];
let group: ChartGroup;

beforeEach(() => {
  committed = [];
  group = new ChartGroup({ range: (range, how) => committed.push([range, how]) });
  group.whole = { from: -2, to: 400 };
});

describe('the range of all charts', () => {
  it('is the whole run until one is drawn, and each drawn one is a step in the history', () => {
    expect(group.shown).toEqual({ from: -2, to: 400 });
    group.zoomTo({ from: 120, to: 60 });
    expect(group.shown).toEqual({ from: 60, to: 120 });
    expect(committed).toEqual([[{ from: 60, to: 120 }, 'push']]);
  });

  it('goes one step back, then to the whole', () => {
    group.zoomTo({ from: 60, to: 120 });
    group.zoomTo({ from: 70, to: 80 });
    group.back();
    expect(group.range).toEqual({ from: 60, to: 120 });
    group.back();
    expect(group.range).toBeUndefined();
    group.back();
    expect(committed).toHaveLength(4);
  });

  it('zooms around a moment without leaving the run, and out to the whole', () => {
    group.zoom(0.5, 0);
    expect(group.range).toEqual({ from: -1, to: 200 });
    group.zoom(4, 0);
    expect(group.range).toBeUndefined();
  });

  it('moves only as far as the run goes', () => {
    group.zoomTo({ from: 300, to: 380 });
    group.pan(0.5);
    expect(group.range).toEqual({ from: 320, to: 400 });
    group.pan(-10);
    expect(group.range).toEqual({ from: -2, to: 78 });
  });

  it('is never shorter than can be drawn', () => {
    group.zoomTo({ from: 100, to: 100 });
    expect(group.range).toEqual({ from: 100, to: 100.2 });
  });
});

describe('the cursor', () => {
  it('is where the pointer is, else where it was pinned', () => {
    group.pin(500);
    expect(group.cursor).toBe(400);
    group.hover = 30;
    expect(group.cursor).toBe(30);
    group.hover = undefined;
    expect(group.cursor).toBe(400);
    group.pin(undefined);
    expect(group.cursor).toBeUndefined();
  });

  it('steps by keys within what is shown', () => {
    group.zoomTo({ from: 0, to: 100 });
    group.step(0.01);
    expect(group.pinned).toBe(1);
    group.step(-0.5);
    expect(group.pinned).toBe(0);
  });
});

describe('the measurement window', () => {
  it('is what the numbers speak for, and what is shown without one', () => {
    expect(group.counted).toEqual({ from: -2, to: 400 });
    group.setWindow(10, 300);
    group.zoomTo({ from: 60, to: 120 });
    expect(group.counted).toEqual({ from: 10, to: 300 });
    group.setWindow(undefined);
    expect(group.counted).toEqual({ from: 60, to: 120 });
  });

  it('is set at one end, stays within the run, and is none if it is all of it', () => {
    group.setWindow(30);
    expect(group.window).toEqual({ from: 30, to: 400 });
    group.setWindow(undefined, 900);
    expect(group.window).toEqual({ from: 30, to: 400 });
    group.setWindow(-50);
    expect(group.window).toBeUndefined();
  });

  it('never ends before it begins', () => {
    group.setWindow(30, 60);
    group.setWindow(70);
    expect(group.window).toEqual({ from: 30, to: 60 });
  });
});

describe('the lines of a chart', () => {
  it('are hidden and shown one by one', () => {
    group.toggle('a');
    group.toggle('b');
    group.toggle('a');
    expect(group.hidden).toEqual(['b']);
  });

  it('one alone, then all again, leaving other charts as they are', () => {
    group.toggle('other');
    group.isolate('a', ['a', 'b', 'c']);
    expect(group.hidden).toEqual(['other', 'b', 'c']);
    group.isolate('a', ['a', 'b', 'c']);
    expect(group.hidden).toEqual(['other']);
  });
});
