import { expect, it } from 'vitest';
import { kpiText } from './kpi';

it('a KPI is named with value and unit', () => {
  const kpi = {
    name: 'throughput',
    value: 48_200,
    unit: 'req/s',
    better: 'higher',
    file: 'results.csv',
  } as const;
  expect(kpiText(kpi)).toBe('throughput 48.2 k req/s');
  expect(kpiText({ ...kpi, value: 3, unit: null })).toBe('throughput 3');
});
