import { expect, it } from 'vitest';
import type { Series } from '$lib/api/types';
import { sentence } from './sentence';
import type { Track } from './tracks';

const track: Track = {
  key: 'load-1/sar/cpu.plt',
  host: 'load-1',
  file: 'sar/cpu.plt',
  title: 'CPU',
  device: '',
  columns: [{ name: '%user', unit: '%', shown: 'user' }],
};
const series: Series = {
  host: 'load-1',
  file: 'sar/cpu.plt',
  from: 0,
  to: 2,
  rows: 3,
  raw: true,
  step: 0,
  t: [0, 1, 2],
  columns: [{ name: '%user', unit: '%', v: [20, 40, 60] }],
  gaps: [],
};

it('says what can be seen', () => {
  expect(sentence(track, series, 0, 2)).toBe('CPU of load-1: user mean 40.0, from 20.0 to 60.0 %');
});

it('says that nothing is there, and why', () => {
  expect(sentence(track, series, 50, 60)).toBe('CPU of load-1: no samples here');
  expect(sentence(track, { ...series, t: [], columns: [], problem: 'not collected' }, 0, 2)).toContain(
    'not collected',
  );
  expect(sentence(track, undefined, 0, 2)).toContain('being loaded');
});
