import { beforeEach, expect, it } from 'vitest';
import { ChartGroup } from './group.svelte';
import { momentAt, onKey, shareOf, wheelFactor } from './pointer';

let group: ChartGroup;

beforeEach(() => {
  group = new ChartGroup({ range: () => undefined });
  group.whole = { from: 0, to: 200 };
});

it('a place on the chart is a moment and back', () => {
  expect(momentAt(group, 0.25)).toBe(50);
  expect(momentAt(group, 2)).toBe(200);
  expect(shareOf(group, 50)).toBe(0.25);
});

it('keys move the cursor, zoom, pan and go back', () => {
  onKey(group, 'ArrowRight', false);
  expect(group.cursor).toBe(1);
  onKey(group, 'ArrowRight', true);
  expect(group.cursor).toBe(11);
  onKey(group, '+', false);
  expect(group.shown.to - group.shown.from).toBe(100);
  onKey(group, 'd', false);
  expect(group.shown.from).toBeGreaterThan(5);
  onKey(group, '0', false);
  expect(group.range).toBeUndefined();
  onKey(group, 'Escape', false);
  expect(group.cursor).toBeUndefined();
});

it('leaves keys alone that mean nothing here', () => {
  expect(onKey(group, 'q', false)).toBe(false);
  expect(onKey(group, 'Tab', false)).toBe(false);
});

it('a wheel notch zooms gently, both ways alike', () => {
  expect(wheelFactor(100) * wheelFactor(-100)).toBeCloseTo(1);
  expect(wheelFactor(1e9)).toBeLessThan(2.5);
});

it('brackets set the window at the cursor', () => {
  group.pin(20);
  onKey(group, '[', false);
  group.pin(150);
  onKey(group, ']', false);
  expect(group.window).toEqual({ from: 20, to: 150 });
});
