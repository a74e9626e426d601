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

export interface Ends {
  bottom: number;
  top: number;
  ticks: number[];
}

/** Round ends with a tick at each round step between them. Percent is 0 to 100 unless the values go beyond. */
export function axisEnds(min: number, max: number, unit: string): Ends {
  const isShare = unit === '%' && min >= 0 && max <= 100;
  const low = isShare ? 0 : min;
  const high = isShare ? 100 : max > min ? max : min + (Math.abs(min) * 0.1 || 1);
  const { divisor } = axisUnit(Math.max(Math.abs(low), Math.abs(high)), unit);
  const wanted = (high - low) / divisor / 4;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = ([1, 2, 2.5, 5, 10].find((each) => each * power >= wanted * 0.999) ?? 10) * power * divisor;
  // A line at the foot of what it began at 0 with would look like nothing: values near 0 have 0 on their axis.
  const first = low >= 0 && low < high / 3 ? 0 : Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
  return { bottom: first * step, top: last * step, ticks };
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
