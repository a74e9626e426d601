import { expect, it } from 'vitest';
import { tagFault, typedTags, withTags } from './tags';

it('tags are typed apart by blanks or commas, and a name is there once', () => {
  expect(typedTags(' nightly, ticket=PERF-12  ')).toEqual(['nightly', 'ticket=PERF-12']);
  expect(withTags(['nightly', 'ticket=PERF-1'], ['ticket=PERF-2', 'slow'])).toEqual([
    'nightly',
    'ticket=PERF-2',
    'slow',
  ]);
});

it('what is no tag is named', () => {
  for (const good of ['nightly', 'a.b_c-d', 'ticket=PERF-12']) expect(tagFault(good)).toBeUndefined();
  for (const bad of ['=x', 'a=', '-x', 'é', 'x'.repeat(101)]) expect(tagFault(bad), bad).toContain('no tag');
});
