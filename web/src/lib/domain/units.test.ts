import { describe, expect, it } from 'vitest';
import { bytes, capital, change, count, list, number, scaled } from './units';

describe('numbers', () => {
  it.each([
    [12.04, undefined, '12.0'],
    [0.000312, undefined, '0.000312'],
    [48213.7, undefined, '48,214'],
    [4821, undefined, '4821'],
    [-3.456, undefined, '−3.46'],
    [0, undefined, '0'],
    [0.0000001, undefined, '1.00e-7'],
  ])('%s without spread is %s', (value, spread, text) => {
    expect(number(value, spread)).toBe(text);
  });

  it('have no more digits than their spread justifies', () => {
    expect(number(11.0812, 0.31)).toBe('11.1');
    expect(number(11.0812, 0.012)).toBe('11.081');
    expect(number(48213.7, 400)).toBe('48,214');
  });
});

describe('units', () => {
  it('gives rates a prefix and leaves percent and time alone', () => {
    expect(scaled(48_200, 'req/s')).toEqual({ value: '48.2', unit: 'k req/s' });
    expect(scaled(48_200, 'ms')).toEqual({ value: '48,200', unit: 'ms' });
    expect(scaled(61.2, '%')).toEqual({ value: '61.2', unit: '%' });
  });

  it('writes sizes in binary units', () => {
    expect(bytes(0)).toBe('0 B');
    expect(bytes(1536)).toBe('1.50 KiB');
    expect(bytes(148 * 1024 * 1024)).toBe('148 MiB');
    expect(scaled(1536, 'B')).toEqual({ value: '1.50', unit: 'KiB' });
  });

  it('writes changes with their sign', () => {
    expect(change(0.084)).toBe('+8.4 %');
    expect(change(-0.031)).toBe('−3.1 %');
    expect(change(0)).toBe('0.0 %');
    expect(change(3.2)).toBe('+320 %');
    expect(change(Number.POSITIVE_INFINITY)).toBe('–');
  });
});

it('counts and lists read as sentences do', () => {
  expect(count(1, 'run')).toBe('1 run');
  expect(count(1204, 'line')).toBe('1204 lines');
  expect(count(2, 'entry', 'entries')).toBe('2 entries');
  expect(list(['load-1', 'web-1', 'web-2'])).toBe('load-1, web-1 and web-2');
  expect(list(['load-1'])).toBe('load-1');
  expect(list([])).toBe('');
});

it('a fragment becomes a sentence', () => {
  expect(capital('host load-1 is used by run 1132/2')).toBe('Host load-1 is used by run 1132/2');
  expect(capital('')).toBe('');
});
