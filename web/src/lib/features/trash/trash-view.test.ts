import { expect, it } from 'vitest';
import { addressIn } from './deleting';
import { contents, isConfirmed, nameOf } from './trash-view';

it('a deleted thing is named, with what went along, and has an address once it is back', () => {
  expect(nameOf({ kind: 'run', name: '1132/2' })).toBe('Run 1132/2');
  expect(contents({ kind: 'test', runs: 3 })).toBe('with 3 runs and their files');
  expect(contents({ kind: 'test', runs: 0 })).toBe('no run');
  expect(addressIn({ kind: 'run', name: '1132/2' })).toBe('/tests/1132/runs/2');
  expect(addressIn({ kind: 'test', name: '1132' })).toBe('/tests/1132');
  expect(addressIn({ kind: 'framework', name: 'gzip' })).toBe('/frameworks/gzip');
});

it('only its own name confirms that something is removed for good', () => {
  expect(isConfirmed({ name: '1132' }, ' 1132 ')).toBe(true);
  expect(isConfirmed({ name: '1132' }, '113')).toBe(false);
});
