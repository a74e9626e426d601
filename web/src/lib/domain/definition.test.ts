import { describe, expect, it } from 'vitest';
import type { FrameworkDefinition } from '$lib/api/types';
import { isSame, lean, moved } from './definition';

const stored = {
  name: 'nginx-wrk',
  script: 'nginx-wrk/run.sh',
  pass_arguments: 'positional',
  concurrency: 1,
  hosts: { statistics: [] },
  arguments: [
    { name: 'connections', kind: 'text', default: '64', identity: true, options: [] },
    { name: 'note', kind: 'text', default: '', identity: false },
  ],
  kpis: [{ name: 'rps', unit: null, better: 'higher' }],
  results: { max_bytes: '20 GiB', max_files: 100_000 },
} as unknown as FrameworkDefinition;

describe('the lean form of a definition', () => {
  it('leaves out what means nothing more than its absence', () => {
    expect(lean(stored)).toEqual({
      name: 'nginx-wrk',
      script: 'nginx-wrk/run.sh',
      arguments: [
        { name: 'connections', default: '64' },
        { name: 'note', identity: false },
      ],
      kpis: [{ name: 'rps', better: 'higher' }],
    });
  });

  it('keeps fields that this page has never heard of', () => {
    const newer = { ...stored, wishes: { tea: true } } as FrameworkDefinition;
    expect(lean(newer)).toMatchObject({ wishes: { tea: true } });
  });

  it('tells apart what differs and nothing else', () => {
    expect(isSame(stored, lean(stored))).toBe(true);
    expect(isSame(stored, { ...stored, concurrency: 2 })).toBe(false);
    const reordered = { ...stored, arguments: stored.arguments?.toReversed() };
    expect(isSame(stored, reordered)).toBe(false);
  });
});

it('moving an item keeps all others in their order, and a move past the end changes nothing', () => {
  expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
  expect(moved(['a', 'b', 'c', 'd'], 3, 1)).toEqual(['a', 'd', 'b', 'c']);
  const list = ['a', 'b'];
  expect(moved(list, 1, 2)).toBe(list);
  expect(moved(list, 0, -1)).toBe(list);
});
