/** Words of the pages of frameworks. */
import type { FrameworkDefinition, FrameworkRow, Test } from '$lib/api/types';
import { count } from '$lib/domain/units';

/** The frameworks that have a text in name, title or owner. */
export function matching(rows: FrameworkRow[], query: string): FrameworkRow[] {
  const wanted = query.trim().toLowerCase();
  return rows.filter(({ framework: { definition, owner } }) =>
    [definition.name, definition.title ?? '', owner].some((text) => text.toLowerCase().includes(wanted)),
  );
}

/** The arguments of a test that aren't the framework's defaults: `connections=512`. */
export function notDefault(definition: FrameworkDefinition, test: Test): string[] {
  const specs = new Map((definition.arguments ?? []).map((spec) => [spec.name, spec]));
  return test.arguments
    .filter(({ name, value }) => {
      const spec = specs.get(name);
      return spec?.kind !== 'hidden' && value !== (spec?.default ?? '');
    })
    .map(({ name, value }) => `${name}=${value}`);
}

/** The definition in one line, for where it is folded. */
export function inShort(definition: FrameworkDefinition): string {
  return [
    definition.script,
    count(definition.arguments?.length ?? 0, 'argument'),
    count(definition.kpis?.length ?? 0, 'KPI'),
    `time-out ${definition.timeout ?? '24h'}`,
  ].join(', ');
}
