import { expect, it } from 'vitest';
import { itemText, readItem } from './report-item';

it('an item is its host, file and columns, and is written again as it was', () => {
  const text = '%STATHOST,1%/sar/cpu.plt:%user,%system';
  const read = readItem(text);
  expect(read).toEqual({
    ok: true,
    item: { statistics: 1, path: 'sar/cpu.plt', columns: ['%user', '%system'] },
  });
  if (read.ok) expect(itemText(read.item)).toBe(text);
  for (const each of [
    '%EXECHOST,0%/results.csv',
    '%EXECHOST,0%/sar/cpu_usage.plt:nginx,php fpm',
    'out/a:b.csv',
  ]) {
    const again = readItem(each);
    expect(again.ok && itemText(again.item)).toContain(each);
  }
});

it('what is no item says what is missing', () => {
  const told = (text: string) => {
    const read = readItem(text);
    return read.ok ? '' : read.detail;
  };
  expect(told('%STATHOST%/sar/cpu.plt')).toContain('%STATHOST,0%');
  expect(told('%RESERVEDHOST,0%/a.csv')).toContain('%EXECHOST,0%');
  expect(told('%EXECHOST,1%/a.csv')).toContain('one execution host');
  expect(told('%EXECHOST,0%a.csv')).toContain('“/”');
  expect(told('')).toContain('Which file');
  expect(told('../a.csv')).toContain('without');
  expect(told('results.csv:rps')).toContain('Only .plt files');
  expect(told('a.plt:x,,y')).toContain('separated by commas');
  expect(told('a.plt:x,x')).toContain('x is named twice');
  expect(told('sar/cpu_usage.plt')).toContain('cpu_usage.plt:nginx');
  expect(told('%FF.csv')).toBe('');
});
