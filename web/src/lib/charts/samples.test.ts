import { describe, expect, it } from 'vitest';
import type { Series } from '$lib/api/types';
import type { Line } from './lines';
import { samplesOf, shownAsCsv, tableRows } from './samples';

function line(more: Partial<Series>, column: object, key = 'a'): Line {
  const series = {
    host: 'web-1',
    file: 'sar/cpu.plt',
    from: 0,
    to: 4,
    rows: 4,
    raw: true,
    step: 0,
    t: [],
    gaps: [],
  };
  return {
    key,
    label: key,
    colour: 0,
    series: { ...series, ...more, columns: [{ name: '%user', unit: '%', ...column }] },
  };
}

const raw = line({ t: [0, 1, 2, 3] }, { v: [1, null, 3, 4] });
const reduced = line(
  { raw: false, step: 2, from: 0 },
  {
    first: [1, null, 5],
    last: [2, null, 6],
    min: [0, null, 5],
    max: [4, null, 8],
    mean: [2, null, 6],
    n: [20, 0, 10],
  },
);

describe('the samples of a line', () => {
  it('are its rows within the range; what is missing is left out', () => {
    expect(samplesOf(raw, 0, 2).map(({ at, value }) => [at, value])).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('are its buckets where it is reduced, with what lies behind each', () => {
    expect(samplesOf(reduced, 0, 9)).toEqual([
      { at: 0, value: 2, min: 0, max: 4, n: 20 },
      { at: 4, value: 6, min: 5, max: 8, n: 10 },
    ]);
    expect(samplesOf(reduced, 3, 9).map(({ at }) => at)).toEqual([4]);
  });
});

describe('the table of a chart', () => {
  it('has a row for each moment that any line has', () => {
    const other = line({ t: [0, 3] }, { v: [7, 8] }, 'b');
    const rows = tableRows([raw, other], 0, 4);
    expect(rows.map(({ at, cells }) => [at, ...cells.map((each) => each?.value)])).toEqual([
      [0, 1, 7],
      [2, 3, undefined],
      [3, 4, 8],
    ]);
  });

  it('puts rows together until they are few enough, and loses none of them', () => {
    const t = Array.from({ length: 86_400 }, (_, at) => at);
    const day = line({ t, to: 86_400 }, { v: t });
    const rows = tableRows([day], 0, 86_400);
    expect(rows.length).toBeLessThanOrEqual(200);
    expect(rows.length).toBeGreaterThan(90);
    expect(rows.reduce((sum, row) => sum + (row.cells[0]?.n ?? 0), 0)).toBe(86_400);
    expect(rows.at(-1)?.cells[0]?.max).toBe(86_399);
  });
});

it('what is shown is a file that other programs read, whatever is in the names', () => {
  const odd = line({ t: [0.5], file: 'a,b/"c".plt' }, { v: [1.25] });
  expect(shownAsCsv([odd], 0, 1, '1132/2')).toBe(
    'run,host,file,column,unit,elapsed_seconds,value,min,max,n\r\n' +
      '1132/2,web-1,"a,b/""c"".plt",%user,%,0.5,1.25,1.25,1.25,1\r\n',
  );
});
