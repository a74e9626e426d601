/** Names for the rows of a list that is reordered, so that each keeps its place on the screen and its focus. */

const names = new WeakMap<object, number>();
let next = 1;

export function rowKey(row: object): number {
  const known = names.get(row);
  if (known !== undefined) return known;
  names.set(row, next);
  return next++;
}
