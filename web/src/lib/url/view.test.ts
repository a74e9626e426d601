import { describe, expect, it } from 'vitest';
import { choice, compareAddress, goTo, runAddress, withWords } from './view';

describe('the query string', () => {
  const url = new URL('http://h/tests/1/runs/2?range=1-2&mystery=7');

  it('keeps words it does not know and drops those that are back at their default', () => {
    expect(withWords(url, { range: null })).toBe('/tests/1/runs/2?mystery=7');
    expect(withWords(url, { range: '3-4' })).toBe('/tests/1/runs/2?range=3-4&mystery=7');
    expect(withWords(new URL('http://h/a?x=1'), { x: null })).toBe('/a');
  });

  it('falls back to the default for a value that is not allowed', () => {
    expect(choice(new URL('http://h/?sort=name'), 'sort', ['significance', 'name'])).toBe('name');
    expect(choice(new URL('http://h/?sort=x'), 'sort', ['significance', 'name'])).toBe('significance');
  });
});

describe('addresses', () => {
  it('stay readable', () => {
    expect(compareAddress('1132/2', ['1133/*', '1134'])).toBe(
      '/compare?base=1132/2&contender=1133/*&contender=1134',
    );
    expect(runAddress('1132/2')).toBe('/tests/1132/runs/2');
    expect(runAddress('1132/2', 'timeline')).toBe('/tests/1132/runs/2/timeline');
  });

  it.each([
    ['1132', '/tests/1132'],
    [' 1132/2 ', '/tests/1132/runs/2'],
    ['1132 1133', '/compare?base=1132&contender=1133'],
    ['1132/1, 1132/2 1133/*', '/compare?base=1132/1&contender=1132/2&contender=1133/*'],
    ['nginx', undefined],
    ['', undefined],
    ['1 2 3 4 5 6 7 8 9', undefined],
  ])('%j leads to %s', (text, address) => {
    expect(goTo(text)).toBe(address);
  });
});
