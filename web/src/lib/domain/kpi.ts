/** KPIs as lists and tiles show them. */
import type { Kpi } from '$lib/api/types';
import { scaled } from './units';

export type { Kpi };

/** `latency_p99 12.0 ms`, for one line of a list. */
export function kpiText(kpi: Kpi): string {
  const shown = scaled(kpi.value, kpi.unit);
  return `${kpi.name} ${shown.value}${shown.unit ? ` ${shown.unit}` : ''}`;
}
