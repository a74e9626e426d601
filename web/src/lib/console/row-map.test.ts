import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES } from './block';
import { mapped, MOST_PX, ROW_PX, RowMap } from './row-map';

describe('the map of rows', () => {
  it('is exact where blocks were read, and estimated from them elsewhere', () => {
    const map = new RowMap();
    map.total = BLOCK_BYTES * 3;
    map.learn(0, 1000);
    map.learn(1, 3000);
    expect(map.rows).toBe(1000 + 3000 + 2000);
    expect(map.find(999)).toEqual({ block: 0, line: 999 });
    expect(map.find(1000)).toEqual({ block: 1, line: 0 });
    expect(map.find(4000)).toEqual({ block: 2, line: 0 });
    expect(map.isExact(2)).toBe(true);
    expect(map.start(2)).toBe(4000);
  });

  it('says which numbers are not exact', () => {
    const map = new RowMap();
    map.total = BLOCK_BYTES * 3;
    map.learn(2, 10);
    expect(map.isExact(0)).toBe(true);
    expect(map.isExact(2)).toBe(false);
  });

  it('skips blocks in which no line begins', () => {
    const map = new RowMap();
    map.total = BLOCK_BYTES * 3;
    map.learn(0, 1);
    map.learn(1, 0);
    map.learn(2, 5);
    expect(map.find(0)).toEqual({ block: 0, line: 0 });
    expect(map.find(1)).toEqual({ block: 2, line: 0 });
    expect(map.rows).toBe(6);
  });

  it('is empty for an empty console', () => {
    const map = new RowMap();
    map.total = 0;
    expect(map.rows).toBe(0);
    expect(map.find(0)).toEqual({ block: 0, line: 0 });
  });
});

describe('the height', () => {
  it('is real as long as a browser can lay it out', () => {
    expect(mapped(1000, 400)).toEqual({ height: 1000 * ROW_PX, scale: 1 });
  });

  it('stands for more above that, from the first row to the last', () => {
    const rows = 13_000_000;
    const { height, scale } = mapped(rows, 400);
    expect(height).toBe(MOST_PX);
    expect((height - 400) * scale).toBeCloseTo(rows * ROW_PX - 400, 0);
  });
});
