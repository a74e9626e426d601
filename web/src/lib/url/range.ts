/** The query word `range`: which elapsed seconds the charts show. Readable and editable by a person. */

export interface Range {
  from: number;
  to: number;
}

const FORM = /^(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)$/;

/** `30-90`; nothing if it is absent or makes no sense. */
export function parseRange(text: string | null): Range | undefined {
  const found = FORM.exec(text ?? '');
  if (!found) return undefined;
  const from = Number(found[1]);
  const to = Number(found[2]);
  return to > from ? { from, to } : undefined;
}

function seconds(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

export function formatRange(range: Range): string {
  return `${seconds(range.from)}-${seconds(range.to)}`;
}

/** The query word `at`: where the cursor is pinned, in elapsed seconds. */
export function parseAt(text: string | null): number | undefined {
  if (text === null || text.trim() === '') return undefined;
  const at = Number(text);
  return Number.isFinite(at) ? at : undefined;
}

export function formatAt(at: number): string {
  return String(Math.round(at * 10) / 10);
}
