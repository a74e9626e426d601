import { expect, it } from 'vitest';
import { tracksOf } from './tracks';

const column = (name: string, unit = '') => ({ name, unit, better: null });

const index = {
  files: [
    {
      host: 'web-1',
      file: 'sar/cpu.plt',
      columns: [column('%user', '%'), column('%nice', '%'), column('%system', '%')],
    },
    { host: 'load-1', file: 'latency.plt', columns: [column('p50', 'ms'), column('p99', 'ms'), column('n')] },
    { host: 'load-1', file: 'sar/lo_network_devices.plt', columns: [column('rxkB/s', 'kB/s')] },
    {
      host: 'load-1',
      file: 'sar/eth0_network_devices.plt',
      columns: [column('rxpck/s', '/s'), column('rxkB/s', 'kB/s')],
    },
    { host: 'load-1', file: 'sar/cpu.plt', columns: [column('%user', '%')] },
    { host: 'load-1', file: 'sar/empty.plt', columns: [] },
  ],
};

it('every host has its tracks, the execution host first, each kind in its place', () => {
  const tracks = tracksOf(index, ['load-1', 'web-1']);
  expect(tracks.map((track) => `${track.host} ${track.title} ${track.device}`.trim())).toEqual([
    'load-1 CPU',
    'load-1 network eth0',
    'load-1 network lo',
    'load-1 latency',
    'web-1 CPU',
  ]);
});

it('a known file shows its telling columns, another one the first of one unit', () => {
  const tracks = tracksOf(index, ['load-1', 'web-1']);
  expect(tracks[4]?.columns.map((each) => each.shown)).toEqual(['user', 'system']);
  expect(tracks[1]?.columns.map((each) => each.name)).toEqual(['rxkB/s']);
  expect(tracks[3]?.columns.map((each) => each.name)).toEqual(['p50', 'p99']);
});
