import { describe, expect, it } from 'vitest';
import { formatAt, formatRange, parseAt, parseRange } from './range';

describe('range', () => {
  it('reads what it writes, whatever the numbers are', () => {
    for (let step = 0; step < 500; step += 1) {
      const from = Math.round((Math.random() - 0.2) * 1e7) / 1000;
      const to = from + Math.ceil(Math.random() * 1e6) / 1000;
      const read = parseRange(formatRange({ from, to }));
      expect(read?.from).toBeCloseTo(from, 3);
      expect(read?.to).toBeCloseTo(to, 3);
    }
  });

  it.each([null, '', '30', '90-30', '5-5', 'a-b', '1-2-3x'])('%s is no range, and no error', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });

  it('may begin before the script', () => {
    expect(parseRange('-2.5-90')).toEqual({ from: -2.5, to: 90 });
    expect(parseRange('-5--2')).toEqual({ from: -5, to: -2 });
  });
});

it('a pinned cursor is read as it is written', () => {
  expect(parseAt(formatAt(42.5))).toBe(42.5);
  expect(parseAt(null)).toBeUndefined();
  expect(parseAt('x')).toBeUndefined();
});
