/** Times and durations as people read them. The only place that calculates with dates. */

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Milliseconds since 1970 of a timestamp of the API. */
export function toMillis(timestamp: string): number {
  return Date.parse(timestamp);
}

/** Seconds between two moments, never negative. */
export function secondsBetween(from: string, to: string | number): number {
  const end = typeof to === 'number' ? to : toMillis(to);
  return Math.max(0, (end - toMillis(from)) / 1000);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** A length of time: `0.4 s`, `0:12`, `7:02`, `3 h 08 min`, `2 d 3 h`. */
export function duration(seconds: number): string {
  if (seconds > 0 && seconds < 10) return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;
  const whole = Math.floor(seconds);
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}:${pad(whole % MINUTE)}`;
  if (whole < DAY) return `${Math.floor(whole / HOUR)} h ${pad(Math.floor((whole % HOUR) / MINUTE))} min`;
  return `${Math.floor(whole / DAY)} d ${Math.floor((whole % DAY) / HOUR)} h`;
}

/** A place on the axis of elapsed time: `3:12`, `-0:02`, `1:02:03`; with tenths where the axis shows little. */
export function elapsed(seconds: number, digits = 0): string {
  const scale = 10 ** digits;
  const rounded = Math.round(Math.abs(seconds) * scale) / scale;
  const sign = seconds < 0 && rounded > 0 ? '-' : '';
  const hours = Math.floor(rounded / HOUR);
  const minutes = Math.floor((rounded % HOUR) / MINUTE);
  const rest = (rounded % MINUTE).toFixed(digits).padStart(digits ? 3 + digits : 2, '0');
  return hours > 0 ? `${sign}${hours}:${pad(minutes)}:${rest}` : `${sign}${minutes}:${rest}`;
}

/** How far a moment lies back: `just now`, `3 min ago`, `5 h ago`; older ones as date and time. */
export function ago(timestamp: string, now: number): string {
  const seconds = (now - toMillis(timestamp)) / 1000;
  if (seconds < 10) return 'just now';
  if (seconds < MINUTE) return `${Math.floor(seconds)} s ago`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  return dateTime(timestamp);
}

function isSameDay(first: Date, second: Date): boolean {
  return first.toDateString() === second.toDateString();
}

/** The time of day, with the date before it unless it is today. */
export function clock(timestamp: string, now: number): string {
  const date = new Date(timestamp);
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  if (isSameDay(date, new Date(now))) return time;
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format(date);
  return `${day} ${time}`;
}

/** The time of day with seconds. */
export function clockSeconds(timestamp: string): string {
  const date = new Date(timestamp);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

/** Date, time and zone in full. */
export function dateTime(timestamp: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(timestamp));
}

/** From when till when, with the day said once: `today 14:55–15:02`. */
export function between(from: string, to: string, now: number): string {
  const start = new Date(from);
  const day = isSameDay(start, new Date(now)) ? 'today ' : '';
  const end = isSameDay(start, new Date(to)) ? clock(to, toMillis(from)) : clock(to, now);
  return `${day}${clock(from, now)}–${end}`;
}

const SPAN_UNITS: Record<string, number> = { d: DAY, h: HOUR, m: MINUTE, s: 1, ms: 0.001 };

/** Seconds of a duration as the API writes it (`2h30m`), or nothing if it is none. */
export function spanSeconds(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '0') return 0;
  if (!/^(\d+(d|h|ms|m|s)\s*)+$/.test(trimmed)) return undefined;
  let total = 0;
  for (const part of trimmed.matchAll(/(\d+)(d|h|ms|m|s)/g)) {
    total += Number(part[1]) * (SPAN_UNITS[part[2] ?? ''] ?? 0);
  }
  return total;
}
