/** What the pointer and the keys do on the time line; the same on every chart. */
import type { ChartGroup } from './group.svelte';

/** A drag shorter than this is a click. */
export const SLOP_PX = 4;

/** The moment under a place, given as share of the width. */
export function momentAt(group: ChartGroup, share: number): number {
  const { from, to } = group.shown;
  return from + Math.min(1, Math.max(0, share)) * (to - from);
}

/** Where a moment lies, as share of the width; below 0 and above 1 it isn't shown. */
export function shareOf(group: ChartGroup, at: number): number {
  const { from, to } = group.shown;
  return (at - from) / (to - from);
}

const STEP = 1 / 200;

/** Does what a key means; says whether it meant anything. */
export function onKey(group: ChartGroup, key: string, isShift: boolean): boolean {
  const step = isShift ? STEP * 10 : STEP;
  const actions: Record<string, () => void> = {
    ArrowRight: () => group.step(step),
    ArrowLeft: () => group.step(-step),
    Home: () => group.pin(group.shown.from),
    End: () => group.pin(group.shown.to),
    '+': () => group.zoom(0.5, group.cursor),
    '=': () => group.zoom(0.5, group.cursor),
    w: () => group.zoom(0.5, group.cursor),
    '-': () => group.zoom(2, group.cursor),
    s: () => group.zoom(2, group.cursor),
    a: () => group.pan(-0.25),
    d: () => group.pan(0.25),
    '[': () => group.setWindow(group.cursor),
    ']': () => group.setWindow(undefined, group.cursor),
    '0': () => group.reset(),
    Backspace: () => group.back(),
    Escape: () => group.pin(undefined),
  };
  const action = actions[key];
  action?.();
  return action !== undefined;
}

/** How much one notch of the wheel zooms. */
export function wheelFactor(deltaY: number): number {
  return Math.exp(Math.min(Math.max(deltaY, -200), 200) / 250);
}

/** The keys above in words, for the dialog of keys. */
export const CHART_KEYS: [string, string][] = [
  ['← →', 'Move the cursor, with Shift by ten'],
  ['w s', 'Zoom in and out'],
  ['a d', 'Move the range'],
  ['0', 'Show all'],
  ['Backspace', 'One range back'],
  ['[ ]', 'Begin and end of the window at the cursor'],
  ['Esc', 'Let the cursor go'],
];
