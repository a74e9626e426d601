/** Moving through the rows of a page's lists by keys. A row's link is marked `data-row`, its box to tick `data-tick`. */

function rowLinks(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('main [data-row]')].filter(
    (link) => link.offsetParent !== null || !('offsetParent' in link) || link.getClientRects().length > 0,
  );
}

/** The row that has the focus, on whatever of its controls. */
function current(): Element | null {
  const row = document.activeElement?.closest('tr, li');
  return row?.querySelector('[data-row]') ?? null;
}

export function moveRow(step: 1 | -1): void {
  const links = rowLinks();
  const at = links.indexOf(current() as HTMLElement);
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
}

export function tickRow(): void {
  const row = document.activeElement?.closest('tr, li');
  row?.querySelector<HTMLInputElement>('[data-tick]')?.click();
}
