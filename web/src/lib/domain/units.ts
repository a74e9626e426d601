/** Numbers and units as people read them. The only place that formats numbers. */

/** A value with as many digits as its spread, or else its size, justifies. */
export function number(value: number, spread?: number | null): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-4) return value.toExponential(2);
  if (!spread && Number.isInteger(value)) return group(String(value));
  const digits = spread ? digitsOfSpread(spread) : digitsOfSize(size);
  return group(value.toFixed(digits));
}

function digitsOfSize(size: number): number {
  return Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(size))));
}

/** Two significant digits of the spread if it begins with 1, else one. */
function digitsOfSpread(spread: number): number {
  const size = Math.abs(spread);
  const exponent = Math.floor(Math.log10(size));
  const leading = size / 10 ** exponent;
  return Math.min(6, Math.max(0, (leading < 2 ? 1 : 0) - exponent));
}

function group(text: string): string {
  const [whole = '', rest] = text.split('.');
  const sign = whole.startsWith('-') ? '−' : '';
  const digits = whole.replace('-', '');
  const grouped = digits.length > 4 ? digits.replace(/\B(?=(\d{3})+$)/g, ',') : digits;
  return `${sign}${grouped}${rest === undefined ? '' : `.${rest}`}`;
}

export interface Scaled {
  value: string;
  unit: string;
}

const SI: [number, string][] = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** A big rate or count with its prefix: 48200 and `req/s` is 48.2 and `k req/s`. */
export function scaled(value: number, unit: string | null | undefined): Scaled {
  const plain = unit ?? '';
  if (plain === 'B' || plain === 'bytes') {
    const [text = '', prefix = ''] = bytes(value).split(' ');
    return { value: text, unit: prefix };
  }
  const isCount = plain === '' || /(^|\s|\w)(\/s|req|ops|requests|pages|packets)/.test(plain);
  const step = isCount ? SI.find(([factor]) => Math.abs(value) >= factor * 10) : undefined;
  if (!step) return { value: number(value), unit: plain };
  return { value: number(value / step[0]), unit: `${step[1]} ${plain}`.trim() };
}

const IEC = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** A size in binary units: `148 MiB`. */
export function bytes(size: number): string {
  let value = size;
  let step = 0;
  while (Math.abs(value) >= 1024 && step < IEC.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${step === 0 ? String(Math.round(value)) : number(value)} ${IEC[step]}`;
}

/** A share as percent with its sign: 0.084 is `+8.4 %`. */
export function change(share: number): string {
  const percent = share * 100;
  if (!Number.isFinite(percent)) return '–';
  const size = Math.abs(percent);
  const text = size >= 1000 ? group(size.toFixed(0)) : size.toFixed(size >= 100 ? 0 : 1);
  return `${percent > 0 ? '+' : percent < 0 ? '−' : ''}${text} %`;
}

/** A count with its noun in the right number. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${group(String(n))} ${n === 1 ? one : many}`;
}

/** Names as a sentence lists them: `a, b and c`. */
export function list(names: string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** A sentence that the server wrote as a fragment, with its first letter large. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
