/** Colours of the tokens as a canvas needs them, resolved when they are drawn. */

/** Dashes of the series from the sixth on, in CSS pixels. */
const DASHES: number[][] = [[], [], [], [], [], [6, 3], [6, 3], [2, 2], [2, 2], [8, 2, 2, 2]];

export function dash(series: number): number[] {
  return DASHES[series % DASHES.length] ?? [];
}

export function seriesToken(series: number): string {
  return `--s${(series % 10) + 1}`;
}

/** Resolves a token at an element: a custom property alone would still hold `light-dark(…)`. */
export function resolve(element: HTMLElement, token: string): string {
  const former = element.style.color;
  element.style.color = `var(${token})`;
  const colour = getComputedStyle(element).color;
  element.style.color = former;
  return colour;
}
