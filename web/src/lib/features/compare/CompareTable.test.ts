import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import type { Comparison } from '$lib/api/types';
import CompareTable from './CompareTable.svelte';

const side = (key: string) => ({ key, title: 't', framework: 'f', runs: [key], left_out: [] });
const values = (median: number) => ({ n: 1, median, spread: null, values: [median] });

const comparison: Comparison = {
  base: side('1132/1'),
  contenders: [side('1133/1')],
  sentences: ['1133/1 is 9 % faster than 1132/1.'],
  differences: [],
  method: 'Medians are compared.',
  rows: [
    {
      kpi: 'latency',
      unit: 'ms',
      better: 'lower',
      base: values(11),
      contenders: [
        {
          values: values(10),
          absolute: -1,
          relative: -0.09,
          interval: { low: -0.12, high: -0.06 },
          verdict: 'improvement',
          sentence: '9 % faster than 1132/1',
        },
      ],
    },
    {
      kpi: 'errors',
      base: { n: 0, values: [] },
      contenders: [{ values: values(3), verdict: 'not_measured', sentence: 'not measured on one side' }],
    },
  ],
};

it('a lower latency is an improvement by its word, and points down', () => {
  render(CompareTable, { comparison, rows: comparison.rows });
  const row = screen.getByText('latency').closest('tr')!;
  expect(within(row).getByText('improvement')).toBeTruthy();
  expect(row.textContent).toContain('▼ −9.0 %');
});

it('what was not measured is never 0', () => {
  render(CompareTable, { comparison, rows: comparison.rows });
  const row = screen.getByText('errors').closest('tr')!;
  expect(row.textContent).toContain('not measured');
  expect(row.textContent).not.toContain('0.0 %');
});

it('a row opens to its runs and the method', async () => {
  render(CompareTable, { comparison, rows: comparison.rows });
  await fireEvent.click(screen.getByRole('button', { name: 'Runs of latency' }));
  expect(screen.getByText('Medians are compared.')).toBeTruthy();
  expect(screen.getByRole('link', { name: '1133/1' }).getAttribute('href')).toBe('/tests/1133/runs/1');
});
