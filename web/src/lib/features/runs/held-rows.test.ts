import { expect, it } from 'vitest';
import { heldRows } from './held-rows';

const row = (run: string, state = 'waiting') => ({ run, state });
const shown = (held: ReturnType<typeof heldRows<ReturnType<typeof row>>>) =>
  held.rows.map(({ row: each, isGone }) => `${each.run} ${each.state}${isGone ? ' gone' : ''}`);

it('a list that nobody is at is shown as it is', () => {
  const held = heldRows([row('2/1'), row('1/1')], undefined);
  expect(shown(held)).toEqual(['2/1 waiting', '1/1 waiting']);
  expect(held.news).toBe(0);
});

it('rows that somebody is at keep their places, change in place, and new ones are counted', () => {
  const before = [row('1/1'), row('2/1'), row('3/1')];
  const held = heldRows([row('4/1'), row('3/1', 'setup'), row('1/1')], before);
  expect(shown(held)).toEqual(['1/1 waiting', '2/1 waiting gone', '3/1 setup']);
  expect(held.news).toBe(1);
});
