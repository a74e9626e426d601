import { render, screen, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import ChartTable from './ChartTable.svelte';
import type { Line } from './lines';

const line: Line = {
  key: 'a',
  label: 'used',
  colour: 0,
  series: {
    host: 'web-1',
    file: 'sar/mem.plt',
    from: 0,
    to: 2,
    rows: 2,
    raw: true,
    step: 0,
    t: [0, 61],
    columns: [{ name: 'kbmemused', unit: 'kB', v: [1_048_576, 2_097_152] }],
    gaps: [],
  },
};

it('all that a chart shows can be read as a table, in the units of the chart', () => {
  render(ChartTable, { title: 'memory of web-1', lines: [line], from: 0, to: 100 });
  const table = within(screen.getByRole('table', { name: 'memory of web-1' }));
  expect(table.getByRole('columnheader', { name: 'used GiB' })).toBeTruthy();
  const row = within(table.getByRole('rowheader', { name: '1:01' }).closest('tr')!);
  expect(row.getAllByRole('cell').map((cell) => cell.textContent)).toEqual(['2', '2', '2']);
});

it('a range without samples says so', () => {
  render(ChartTable, { title: 'memory', lines: [line], from: 5, to: 6 });
  expect(screen.getByText('No samples here.')).toBeTruthy();
});
