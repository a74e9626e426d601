/** Changing single words of the query string. Unknown words are kept, and a default is never written. */

/** Path and query of an address with some words set; `null` and the default remove a word. */
export function withWords(url: URL, words: Record<string, string | null>): string {
  const query = new URLSearchParams(url.search);
  for (const [word, value] of Object.entries(words)) {
    if (value === null || value === '') query.delete(word);
    else query.set(word, value);
  }
  const text = readable(query);
  return text ? `${url.pathname}?${text}` : url.pathname;
}

/** The query with slashes and commas left as people type them. */
function readable(query: URLSearchParams): string {
  return query.toString().replaceAll('%2F', '/').replaceAll('%2C', ',');
}

/** A word of the query if it is one of the allowed ones, else the first of them. */
export function choice<T extends string>(url: URL, word: string, allowed: readonly [T, ...T[]]): T {
  const given = url.searchParams.get(word);
  return allowed.find((value) => value === given) ?? allowed[0];
}

/** The address of a comparison. */
export function compareAddress(base: string, contenders: string[]): string {
  const query = new URLSearchParams({ base });
  for (const contender of contenders) query.append('contender', contender);
  return `/compare?${readable(query)}`;
}

/** The address of a run's page or of one of its tabs. */
export function runAddress(run: string, tab = ''): string {
  const [test, number] = run.split('/');
  return `/tests/${test}/runs/${number}${tab ? `/${tab}` : ''}`;
}

/** What a person typed into the go-to box: a test, a run, or several to compare. */
export function goTo(text: string): string | undefined {
  const words = text.trim().split(/[\s,]+/);
  if (!words.every((word) => /^\d+(\/(\d+|\*))?$/.test(word))) return undefined;
  const [first = '', ...others] = words;
  if (others.length > 0) return others.length <= 7 ? compareAddress(first, others) : undefined;
  if (first.endsWith('*')) return `/tests/${first.split('/')[0]}`;
  return first.includes('/') ? runAddress(first) : `/tests/${first}`;
}
