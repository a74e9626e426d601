import { describe, expect, it } from 'vitest';
import { ago, between, clock, duration, elapsed, secondsBetween, spanSeconds, toMillis } from './time';

describe('durations', () => {
  it.each([
    [0, '0:00'],
    [0.42, '0.42 s'],
    [3.14, '3.1 s'],
    [12, '0:12'],
    [422, '7:02'],
    [3 * 3600 + 8 * 60, '3 h 08 min'],
    [2 * 86_400 + 3 * 3600, '2 d 3 h'],
  ])('%s seconds are %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe('places on the time axis', () => {
  it.each([
    [192, 0, '3:12'],
    [192.44, 1, '3:12.4'],
    [-2, 0, '-0:02'],
    [-0.2, 0, '0:00'],
    [3723, 0, '1:02:03'],
  ])('%s with %s digits is %s', (seconds, digits, text) => {
    expect(elapsed(seconds, digits)).toBe(text);
  });
});

describe('moments', () => {
  const now = toMillis('2026-11-24T15:52:00Z');

  it('are told as distance within a day, and as date afterwards', () => {
    expect(ago('2026-11-24T15:51:58Z', now)).toBe('just now');
    expect(ago('2026-11-24T15:49:00Z', now)).toBe('3 min ago');
    expect(ago('2026-11-24T10:00:00Z', now)).toBe('5 h ago');
    expect(ago('2026-11-20T10:00:00Z', now)).toContain('20 Nov 2026');
  });

  it('carry their date unless it is today, in the zone of the reader', () => {
    const time = clock('2026-11-24T15:00:00Z', now);
    expect(time).toMatch(/^\d\d:\d\d$/);
    expect(clock('2026-11-20T15:00:00Z', now)).toBe(`20 Nov ${time}`);
  });

  it('span a time on one day with the day said once', () => {
    expect(between('2026-11-24T15:00:00Z', '2026-11-24T15:07:00Z', now)).toMatch(
      /^today \d\d:\d\d–\d\d:\d\d$/,
    );
    expect(between('2026-11-20T15:00:00Z', '2026-11-20T15:07:00Z', now)).toMatch(
      /^20 Nov \d\d:\d\d–\d\d:\d\d$/,
    );
  });

  it('lie no negative time apart', () => {
    expect(secondsBetween('2026-11-24T15:52:10Z', now)).toBe(0);
    expect(secondsBetween('2026-11-24T15:51:50.5Z', now)).toBe(9.5);
  });
});

describe('durations that people write', () => {
  it.each([
    ['10m', 600],
    ['2h30m', 9000],
    ['500ms', 0.5],
    ['0', 0],
  ])('%s is read', (text, seconds) => {
    expect(spanSeconds(text)).toBe(seconds);
  });

  it.each(['', '10', 'm', '1.5h', '10 minutes'])('%s is refused', (text) => {
    expect(spanSeconds(text)).toBeUndefined();
  });
});
