/** Which revisions are compared, and the server's differences as a table shows them. */
import type { RevisionDiff } from '$lib/api/types';
import type { Difference } from '$lib/domain/definition-diff';

/** The two revisions that an address asks for; by default the latest and the one before it. */
export function asked(url: URL, latest: number): { from: number; to: number } | undefined {
  const number = (word: string) => {
    const value = Number(url.searchParams.get(word));
    return Number.isInteger(value) && value > 0 ? value : undefined;
  };
  const to = number('b') ?? latest;
  const from = number('a') ?? to - 1;
  return from > 0 ? { from, to } : undefined;
}

export function asDifferences({ changes }: RevisionDiff): Difference[] {
  return changes.map(({ field, before, after }) => ({
    place: field.slice(1).split('/').join(', '),
    from: before ?? undefined,
    to: after ?? undefined,
  }));
}
