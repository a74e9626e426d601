/** Axes: units that people read, round ends, and ticks of time. */
import { number } from '$lib/domain/units';
import { elapsed } from '$lib/domain/time';

export interface Unit {
  /** What a value is divided by before it is shown. */
  divisor: number;
  label: string;
}

const BINARY = ['KiB', 'MiB', 'GiB', 'TiB'];
const DECIMAL: [number, string][] = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** The unit for values up to `max`. A `kB` of sysstat is 1,024 bytes. */
export function axisUnit(max: number, unit: string): Unit {
  const size = /^kB(\/s)?$/.exec(unit);
  if (size) {
    const step = Math.min(BINARY.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(max, 1)) / 10)));
    return { divisor: 1024 ** step, label: `${BINARY[step]}${size[1] ?? ''}` };
  }
  if (unit === '%' || unit === 'ms' || unit === 's') return { divisor: 1, label: unit };
  const [divisor, prefix] = DECIMAL.find(([factor]) => max >= factor * 2) ?? [1, ''];
  return { divisor, label: `${prefix}${prefix && !unit.startsWith('/') ? ' ' : ''}${unit}`.trim() };
}

const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The round top of an axis that begins at 0: percent ends at 100, unless the values go beyond. */
export function axisTop(max: number, unit: string): number {
  if (unit === '%' && max <= 100) return 100;
  if (!(max > 0)) return 1;
  const { divisor } = axisUnit(max, unit);
  const shown = max / divisor;
  const power = 10 ** Math.floor(Math.log10(shown));
  const round = ROUND.find((step) => step * power >= shown) ?? 10;
  return round * power * divisor;
}

/** A value in the unit of its axis. */
export function axisValue(value: number, unit: Unit): string {
  const shown = value / unit.divisor;
  if (Math.abs(shown) >= 100) return number(Math.round(shown));
  return Math.abs(shown) >= 10 || shown === 0 ? shown.toFixed(shown === 0 ? 0 : 1) : number(shown);
}

export interface Tick {
  at: number;
  text: string;
}

const STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
];

/** Ticks of elapsed time, about one for every `room` pixels. */
export function timeTicks(from: number, to: number, width: number, room = 80): Tick[] {
  const wanted = ((to - from) / Math.max(width, 1)) * room;
  const step = STEPS.find((each) => each >= wanted) ?? 86_400;
  const ticks: Tick[] = [];
  for (let count = Math.ceil(from / step - 1e-9); count * step <= to + 1e-9; count += 1) {
    ticks.push({ at: count * step, text: elapsed(count * step, step < 1 ? 1 : 0) });
  }
  return ticks;
}
