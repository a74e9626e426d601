/** Words of the trash. */
import type { TrashItem } from '$lib/api/types';
import { count } from '$lib/domain/units';

const KINDS: Record<TrashItem['kind'], string> = { framework: 'Framework', test: 'Test', run: 'Run' };

export function nameOf({ kind, name }: Pick<TrashItem, 'kind' | 'name'>): string {
  return `${KINDS[kind]} ${name}`;
}

/** What goes with it, in words. */
export function contents({ kind, runs }: Pick<TrashItem, 'kind' | 'runs'>): string {
  if (kind === 'run') return 'with its files';
  return runs === 0 ? 'no run' : `with ${count(runs, 'run')} and their files`;
}

/** What has to be typed before something is removed for good. */
export function isConfirmed(item: Pick<TrashItem, 'name'>, typed: string): boolean {
  return typed.trim() === item.name;
}
