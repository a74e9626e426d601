/** The pages that were open last in this browser, for the command palette. */

export interface Visit {
  href: string;
  label: string;
}

const STORED = 'daytona.recent';
const KEPT = 12;

function isVisit(value: unknown): value is Visit {
  return typeof value === 'object' && value !== null && 'href' in value && 'label' in value;
}

export function visits(): Visit[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isVisit) : [];
  } catch {
    return [];
  }
}

/** The title of a page without what every title ends with, and without the mark of a state that will change. */
function labelOf(title: string): string {
  return title.replace(/ · Daytona$/, '').replace(/^[▶✓✕⊘…] (\S+) .*$/, 'Run $1');
}

/** Notes a visit; places that the palette lists anyway are left out. */
export function note(path: string, title: string): void {
  if (!/^\/(tests|frameworks|hosts|compare)\/?.*\w/.test(path) || /^\/\w+\/?$/.test(path)) return;
  const visit = { href: path, label: labelOf(title) };
  const others = visits().filter((each) => each.href !== path && each.label !== visit.label);
  localStorage.setItem(STORED, JSON.stringify([visit, ...others].slice(0, KEPT)));
}
