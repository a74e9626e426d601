import { describe, expect, it } from 'vitest';
import { kindOf, parseLine } from './ansi';

const ESC = '\u001b';
const show = (line: string) => parseLine(line, {}).pieces.map(({ text, classes }) => [text, classes]);

describe('terminal output', () => {
  it('is plain text as long as it is plain', () => {
    expect(show('a <b>&amp; ü')).toEqual([['a <b>&amp; ü', '']]);
    expect(show('')).toEqual([]);
  });

  it('has colours and weights', () => {
    expect(show(`${ESC}[1;31mred${ESC}[0m plain`)).toEqual([
      ['red', 'fg-red bold'],
      [' plain', ''],
    ]);
    expect(show(`${ESC}[92mok${ESC}[39m`)).toEqual([['ok', 'fg-green']]);
    expect(show(`${ESC}[1mb${ESC}[22mn`)).toEqual([
      ['b', 'bold'],
      ['n', ''],
    ]);
  });

  it('takes the nearest token of a free colour', () => {
    expect(show(`${ESC}[38;2;255;80;70mx`)).toEqual([['x', 'fg-red']]);
    expect(show(`${ESC}[38;5;21mx`)).toEqual([['x', 'fg-blue']]);
    expect(show(`${ESC}[38;5;240mx`)).toEqual([['x', 'fg-black']]);
  });

  it('keeps the ink plain on a coloured ground', () => {
    expect(show(`${ESC}[31;44mx`)).toEqual([['x', 'bg-blue']]);
  });

  it('overwrites after a carriage return, as progress bars do', () => {
    expect(show('10 %\r20 %\r100 %')).toEqual([['100 %', '']]);
    expect(show(`loading...\r${ESC}[Kdone`)).toEqual([['done', '']]);
    expect(show('windows line\r')).toEqual([['windows line', '']]);
    expect(show('ab\bc')).toEqual([['ac', '']]);
  });

  it('drops what it does not know and shows what can not be seen', () => {
    expect(show(`${ESC}]0;title\u0007a${ESC}[2Jb${ESC}(Bc\u0000`)).toEqual([['abc␀', '']]);
    expect(show('tab\there')).toEqual([['tab\there', '']]);
  });

  it('goes on with its style on the next line', () => {
    const { style } = parseLine(`${ESC}[33mwarn`, {});
    expect(parseLine('still', style).pieces).toEqual([{ text: 'still', classes: 'fg-yellow' }]);
  });

  it('never fails, whatever the bytes are', () => {
    for (let round = 0; round < 300; round += 1) {
      const codes = Array.from({ length: 40 }, () => Math.floor(Math.random() * 160));
      expect(() => parseLine(String.fromCharCode(...codes), {})).not.toThrow();
    }
  });
});

it('marks lines that read like errors', () => {
  expect(kindOf('error: 3 requests timed out')).toBe('error');
  expect(kindOf('No space left on device')).toBe('error');
  expect(kindOf('warning: slow')).toBe('warning');
  expect(kindOf('0 errors')).toBe('plain');
  expect(kindOf('terrorise')).toBe('plain');
});
