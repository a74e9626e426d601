import { describe, expect, it } from 'vitest';
import { axisEnds, axisTop, axisUnit, axisValue, timeTicks } from './scale';

describe('units of an axis', () => {
  it.each([
    [100, '%', '%', 1],
    [500, 'kB/s', 'KiB/s', 1],
    [400_000, 'kB/s', 'MiB/s', 1024],
    [16 * 1024 * 1024, 'kB', 'GiB', 1024 * 1024],
    [184_000, '/s', 'k/s', 1000],
    [900, '/s', '/s', 1],
    [3, '', '', 1],
  ])('%s %s is shown in %s', (max, unit, label, divisor) => {
    expect(axisUnit(max, unit)).toEqual({ label, divisor });
  });

  it('end at a round number, percent at 100', () => {
    expect(axisTop(61, '%')).toBe(100);
    expect(axisTop(184_000, '/s')).toBe(200_000);
    expect(axisTop(0, '/s')).toBe(1);
    expect(axisTop(3.2, '')).toBe(4);
    expect(axisTop(400_000, 'kB/s')).toBe(400 * 1024);
  });

  it('show values in that unit', () => {
    expect(axisValue(184_230, axisUnit(200_000, '/s'))).toBe('184');
    expect(axisValue(20.26, axisUnit(24, 'ms'))).toBe('20.3');
    expect(axisValue(0, axisUnit(24, 'ms'))).toBe('0');
  });
});

describe('ticks of time', () => {
  it('stand at round times', () => {
    expect(timeTicks(0, 422, 640).map((tick) => tick.text)).toEqual([
      '0:00',
      '1:00',
      '2:00',
      '3:00',
      '4:00',
      '5:00',
      '6:00',
      '7:00',
    ]);
  });

  it('show tenths when little time is shown, and begin before 0 if the range does', () => {
    expect(timeTicks(10, 11, 400).map((tick) => tick.text)).toContain('0:10.2');
    expect(timeTicks(-2, 2, 320).map((tick) => tick.at)).toEqual([-2, -1, 0, 1, 2]);
  });
});

describe('an axis that does not begin at 0', () => {
  it('has round ends around the values', () => {
    expect(axisEnds(10.2, 12.9, 'ms')).toEqual({ bottom: 10, top: 13, ticks: [10, 11, 12, 13] });
    expect(axisEnds(46_100, 51_800, 'req/s').ticks).toEqual([46_000, 48_000, 50_000, 52_000]);
  });

  it('begins at 0 where the values come near it, and goes below where they do', () => {
    expect(axisEnds(3, 190, '/s').bottom).toBe(0);
    expect(axisEnds(-4, 9, 'C').bottom).toBeLessThanOrEqual(-4);
  });

  it('is 0 to 100 for a share, unless it goes beyond', () => {
    expect(axisEnds(40, 60, '%')).toEqual({ bottom: 0, top: 100, ticks: [0, 25, 50, 75, 100] });
    expect(axisEnds(0, 380, '%').top).toBe(400);
  });

  it('has room for a value that never changes', () => {
    const flat = axisEnds(5, 5, '');
    expect(flat.top).toBeGreaterThan(5);
    expect(flat.bottom).toBeLessThanOrEqual(5);
    expect(axisEnds(0, 0, '').top).toBeGreaterThan(0);
  });
});
