/**
 * A block of 64 KiB of a console as lines. A line belongs to the block that it begins in, so lines are never cut at
 * the edge of a block; a long one shows its first 4 KiB.
 */
import { kindOf, parseLine, type Piece, type Style } from './ansi';

export const BLOCK_BYTES = 64 * 1024;
export const LINE_BYTES = 4 * 1024;
const NEWLINE = 10;

export interface Line {
  pieces: Piece[];
  kind: 'error' | 'warning' | 'plain';
  isCut: boolean;
}

/** The bytes to ask for: one before the block, to see whether a line begins there, and the end of its last line. */
export function rangeOf(index: number): { from: number; to: number } {
  const start = index * BLOCK_BYTES;
  return { from: Math.max(0, start - 1), to: start + BLOCK_BYTES + LINE_BYTES };
}

/** The lines that begin in a block, from the bytes of `rangeOf`. Style is not carried over from the block before. */
export function parseBlock(index: number, bytes: Uint8Array): Line[] {
  const from = rangeOf(index).from;
  const begin = index * BLOCK_BYTES - from;
  const end = Math.min(bytes.length, begin + BLOCK_BYTES);
  const decoder = new TextDecoder();
  const lines: Line[] = [];
  let style: Style = {};
  for (let at = firstLine(bytes, begin, end); at >= 0 && at < end;) {
    const found = bytes.indexOf(NEWLINE, at);
    const stop = found < 0 ? bytes.length : found;
    const isCut = stop - at > LINE_BYTES;
    const text = decoder.decode(bytes.subarray(at, isCut ? at + LINE_BYTES : stop));
    const parsed = parseLine(text, style);
    style = parsed.style;
    lines.push({ pieces: parsed.pieces, kind: kindOf(text), isCut });
    at = stop + 1;
  }
  return lines;
}

/** Where the first line begins: at the block's begin only if a line ended right before it. */
function firstLine(bytes: Uint8Array, begin: number, end: number): number {
  if (begin === 0 || bytes[begin - 1] === NEWLINE) return begin;
  const newline = bytes.indexOf(NEWLINE, begin);
  return newline < 0 || newline + 1 > end ? -1 : newline + 1;
}

export function textOf(line: Line): string {
  return line.pieces.map((piece) => piece.text).join('');
}
