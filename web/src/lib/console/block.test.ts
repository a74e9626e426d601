import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES, LINE_BYTES, parseBlock, rangeOf, textOf } from './block';

const encoder = new TextEncoder();

/** All lines of a console, read block by block as the page does. */
function readAll(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (let index = 0; index * BLOCK_BYTES < bytes.length; index += 1) {
    const { from, to } = rangeOf(index);
    lines.push(...parseBlock(index, bytes.subarray(from, to)).map(textOf));
  }
  return lines;
}

describe('blocks', () => {
  it('have every line exactly once, wherever the edges fall', () => {
    for (const width of [7, 63, 100, 1000]) {
      const all = Array.from({ length: Math.ceil(200_000 / width) }, (_, at) => `${at} `.padEnd(width, 'x'));
      expect(readAll(encoder.encode(all.map((line) => `${line}\n`).join('')))).toEqual(all);
    }
  });

  it('begin a line at their first byte if the block before ended with one', () => {
    const first = 'x'.repeat(BLOCK_BYTES - 1);
    const lines = readAll(encoder.encode(`${first}\nsecond\n`));
    expect(lines[1]).toBe('second');
    expect(lines).toHaveLength(2);
  });

  it('show the begin of a very long line, and go on behind it', () => {
    const bytes = encoder.encode(`${'y'.repeat(BLOCK_BYTES * 2)}\nend\n`);
    const first = parseBlock(0, bytes.subarray(0, rangeOf(0).to));
    expect(first[0]?.isCut).toBe(true);
    expect(textOf(first[0]!)).toHaveLength(LINE_BYTES);
    expect(parseBlock(1, bytes.subarray(rangeOf(1).from, rangeOf(1).to))).toEqual([]);
    expect(readAll(bytes).at(-1)).toBe('end');
  });

  it('have a last line without an end, and no empty one after an end', () => {
    expect(readAll(encoder.encode('a\n\nb'))).toEqual(['a', '', 'b']);
    expect(readAll(encoder.encode('a\n'))).toEqual(['a']);
    expect(readAll(new Uint8Array())).toEqual([]);
  });

  it('show bytes that are no UTF-8', () => {
    expect(readAll(new Uint8Array([97, 255, 10]))).toEqual(['a\ufffd']);
  });
});
