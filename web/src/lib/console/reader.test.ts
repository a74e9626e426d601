import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES, textOf } from './block';
import { ConsoleReader, type Fetch } from './reader.svelte';

function consoleOf(text: () => string, isGrowing = false) {
  const ranges: [number, number][] = [];
  const fetchRange: Fetch = (from, to) => {
    ranges.push([from, to]);
    const bytes = new TextEncoder().encode(text());
    return Promise.resolve({ bytes: bytes.slice(from, to), total: bytes.length, isGrowing });
  };
  return { ranges, reader: new ConsoleReader(fetchRange) };
}

const settle = () => new Promise((done) => setTimeout(done));
const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}\n`).join('');

describe('a console', () => {
  it('is read at its begin and its end, then whole if it is small', async () => {
    const { reader } = consoleOf(() => lines(20_000));
    await reader.open();
    await settle();
    expect(reader.rows).toBe(20_000);
    expect(textOf(reader.line(19_999)!.line)).toBe('line 19999');
    expect(reader.line(12_345)?.number).toBe(12_346);
  });

  it('reads a big one only where it is looked at', async () => {
    const text = lines(900_000);
    const { reader, ranges } = consoleOf(() => text);
    await reader.open();
    await settle();
    expect(ranges).toHaveLength(2);
    const last = reader.rows - 1;
    expect(textOf(reader.line(last)!.line)).toBe('line 899999');
    expect(reader.line(last)?.number).toBeUndefined();
    reader.look(5000, 5010);
    await settle();
    expect(reader.line(5005)).toBeDefined();
    expect(ranges.length).toBeLessThanOrEqual(4);
  });

  it('grows by what is new, also over the edge of a block', async () => {
    let text = 'first\nsec';
    const { reader } = consoleOf(() => text, true);
    await reader.open();
    expect(reader.rows).toBe(2);
    text = 'first\nsecond\n';
    reader.grow(text.length);
    await settle();
    expect(textOf(reader.line(1)!.line)).toBe('second');
    text += 'x'
      .repeat(99)
      .concat('\n')
      .repeat(BLOCK_BYTES / 50);
    reader.grow(text.length);
    await settle();
    expect(reader.rows).toBe(text.split('\n').length - 1);
  });

  it('says why it could not be read', async () => {
    const reader = new ConsoleReader(() => Promise.reject(new Error('The server does not answer')));
    await reader.open();
    expect(reader.problem).toBe('The server does not answer');
  });
});
