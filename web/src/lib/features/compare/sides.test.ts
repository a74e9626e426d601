import { expect, it } from 'vitest';
import { isSide, rebased, sidesOf, swapped } from './sides';

const url = new URL('http://h/compare?base=1132/2&contender=1133/*&contender=1134&contender=');

it('the address says which sides are compared', () => {
  expect(sidesOf(url)).toEqual({ base: '1132/2', contenders: ['1133/*', '1134'] });
  expect(sidesOf(new URL('http://h/compare'))).toEqual({ base: undefined, contenders: [] });
});

it('sides can be exchanged', () => {
  expect(swapped(sidesOf(url))).toBe('/compare?base=1133/*&contender=1132/2&contender=1134');
  expect(rebased(sidesOf(url), 1)).toBe('/compare?base=1134&contender=1133/*&contender=1132/2');
});

it.each([
  ['1132', true],
  ['1132/2', true],
  ['1132/*', true],
  ['nginx', false],
  ['1132/', false],
])('%s can be a side: %s', (text, expected) => expect(isSide(text)).toBe(expected));
