/** A count as it is typed: nothing means its default; what is no number stays, so that it can be named as wrong. */
export function countOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  // A text that is no number is kept as it is, against the type, until the check has named it.
  return /^\d+$/.test(trimmed) ? Number(trimmed) : (trimmed as unknown as number);
}
