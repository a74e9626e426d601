import { expect, it } from 'vitest';
import { formatHidden, formatPins, parseHidden, parsePins, parseSeries, seriesKey } from './series';

const cpu = { host: 'web-1', file: 'sar/cpu.plt', column: '%user' };
const odd = { host: 'load-1', file: 'a,b/c~d:e.plt', column: '50% of x:y,y~z' };

it('a series is written as a person would', () => {
  expect(seriesKey(cpu)).toBe('web-1/sar/cpu.plt:%user');
  expect(parseSeries('web-1/sar/cpu.plt:%user')).toEqual(cpu);
  expect(parseSeries('nonsense')).toBeUndefined();
});

it('charts and their lines come back as they were, whatever is in their names', () => {
  for (const charts of [[[cpu]], [[cpu, odd], [cpu]], [[odd]]]) {
    expect(parsePins(formatPins(charts))).toEqual(charts);
  }
});

it('the usual pins can be read in the address', () => {
  expect(formatPins([[cpu, { ...cpu, column: '%system' }], [{ ...cpu, column: 'x' }]])).toBe(
    'web-1/sar/cpu.plt:%25user~web-1/sar/cpu.plt:%25system,web-1/sar/cpu.plt:x',
  );
});

it('words that name nothing are left out', () => {
  expect(parsePins(null)).toEqual([]);
  expect(parsePins(',,x,web-1/sar/cpu.plt:%user')).toEqual([[cpu]]);
});

it('what is hidden comes back as it was', () => {
  const keys = [seriesKey(cpu), seriesKey(odd)];
  expect(parseHidden(formatHidden(keys))).toEqual(keys);
  expect(parseHidden(null)).toEqual([]);
});
