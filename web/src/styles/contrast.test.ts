import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync('src/styles/tokens.css', 'utf8');
const themes = ['light', 'dark'] as const;

/** The colour of a token in one theme. */
function token(name: string, theme: (typeof themes)[number]): string {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  const colour = theme === 'light' ? found?.[1] : found?.[2];
  if (!colour) throw new Error(`no token ${name}`);
  return colour;
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const channel = (at: number) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function ratio(first: string, second: string): number {
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['bg', 'surface', 'raised', 'sunken', 'selected'];
const inks = ['text', 'muted', 'faint', 'link', 'regress', 'improve', 'warn', 'info', 'violet', 'teal'];
const badges = ['regress', 'improve', 'warn', 'info', 'violet', 'teal'];

describe.each(themes)('contrast in the %s theme', (theme) => {
  it.each(inks)('%s can be read on every ground', (ink) => {
    for (const ground of grounds) {
      expect(ratio(token(ink, theme), token(ground, theme)), ground).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(badges)('a badge of %s can be read', (name) => {
    expect(ratio(token(name, theme), token(`${name}-bg`, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it('the words on the accent and on a neutral badge can be read', () => {
    expect(ratio(token('on-accent', theme), token('accent', theme))).toBeGreaterThanOrEqual(4.5);
    expect(ratio(token('muted', theme), token('neutral-bg', theme))).toBeGreaterThanOrEqual(4.5);
  });

  it('borders of controls and lines of charts stand out', () => {
    for (const ground of ['bg', 'surface', 'sunken']) {
      expect(ratio(token('control', theme), token(ground, theme)), ground).toBeGreaterThanOrEqual(3);
    }
    for (let series = 1; series <= 10; series += 1) {
      expect(ratio(token(`s${series}`, theme), token('bg', theme)), `s${series}`).toBeGreaterThanOrEqual(3);
    }
  });
});
