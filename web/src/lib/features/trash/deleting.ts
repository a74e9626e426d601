/** Deleting with a way back: the thing goes to the trash, and the message offers to undo it. */
import { goto, invalidateAll } from '$app/navigation';
import { createApi, type Api, type Result } from '$lib/api/client';
import { deleteFramework } from '$lib/api/frameworks';
import { deleteRun, deleteTest, restore } from '$lib/api/tests';
import type { TrashItem } from '$lib/api/types';
import { toasts } from '$lib/features/frame/toasts.svelte';
import { addressOf } from '$lib/features/runs/actions';
import { nameOf } from './trash-view';

/** Deletes through `call`, then goes where the person can go on. */
async function toTrash(
  call: (api: Api) => Promise<Result<TrashItem>>,
  then: string | undefined,
): Promise<void> {
  const result = await call(createApi());
  if (!result.ok) return toasts.say(result.problem.detail, true);
  const item = result.data;
  toasts.offerUndo(`${nameOf(item)} is in the trash.`, () => void bringBack(item, then !== undefined));
  await (then === undefined ? invalidateAll() : goto(then, { invalidateAll: true }));
}

export const deleteFrameworkByName = (name: string): Promise<void> =>
  toTrash((api) => deleteFramework(api, name), '/frameworks');

export const deleteTestOf = (id: number, framework: string): Promise<void> =>
  toTrash((api) => deleteTest(api, id), `/frameworks/${framework}`);

/** Deletes a run; `then` is where to go, or the page of the list that it was in stays. */
export const deleteRunOf = (run: string, then?: string): Promise<void> =>
  toTrash((api) => deleteRun(api, addressOf(run)), then);

/** Restores with everything that went along, and says so. */
export async function bringBack(item: TrashItem, isShown: boolean): Promise<void> {
  const result = await restore(createApi(), item.id);
  if (!result.ok) return toasts.say(result.problem.detail, true);
  toasts.say(`${nameOf(item)} is back.`);
  await (isShown ? goto(addressIn(item), { invalidateAll: true }) : invalidateAll());
}

/** Where a thing is found once it is back. */
export function addressIn({ kind, name }: Pick<TrashItem, 'kind' | 'name'>): string {
  if (kind === 'framework') return `/frameworks/${name}`;
  return `/tests/${kind === 'run' ? name.replace('/', '/runs/') : name}`;
}
