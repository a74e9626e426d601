/** The sides of a comparison as the address says them. */
import { compareAddress } from '$lib/url/view';

export interface Sides {
  base: string | undefined;
  contenders: string[];
}

export function sidesOf(url: URL): Sides {
  const given = url.searchParams.getAll('contender').filter((side) => side !== '');
  return { base: url.searchParams.get('base') || undefined, contenders: given };
}

/** A run, a test, or all clean runs of a test: `1132/2`, `1132`, `1132/*`. */
export function isSide(text: string): boolean {
  return /^\d+(\/(\d+|\*))?$/.test(text.trim());
}

/** The same comparison with base and first contender exchanged. */
export function swapped({ base = '', contenders }: Sides): string {
  const [first = '', ...others] = contenders;
  return compareAddress(first, [base, ...others]);
}

/** The same comparison with a contender as base. */
export function rebased({ base = '', contenders }: Sides, index: number): string {
  const next = contenders[index] ?? '';
  return compareAddress(
    next,
    contenders.map((side, at) => (at === index ? base : side)),
  );
}
