import { expect, it } from 'vitest';
import { asDifferences, asked } from './revision-view';

it('the latest revision is compared with the one before it unless the address says otherwise', () => {
  const at = (query: string) => new URL(`http://x/frameworks/a/revisions${query}`);
  expect(asked(at(''), 5)).toEqual({ from: 4, to: 5 });
  expect(asked(at('?a=2&b=3'), 5)).toEqual({ from: 2, to: 3 });
  expect(asked(at('?a=nonsense'), 5)).toEqual({ from: 4, to: 5 });
  expect(asked(at(''), 1)).toBeUndefined();
});

it('a difference names its place and keeps apart what is empty and what is not there', () => {
  const changes = [{ field: '/arguments/connections/default', sentence: '', before: '64', after: '' }];
  expect(asDifferences({ from: 1, to: 2, changes })).toEqual([
    { place: 'arguments, connections, default', from: '64', to: '' },
  ]);
});
