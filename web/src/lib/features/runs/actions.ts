/** What can be done to a run from anywhere, with what the person is told about it. */
import { goto, invalidate } from '$app/navigation';
import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { toasts } from '$lib/features/frame/toasts.svelte';
import { dependency } from '$lib/live/live.svelte';
import { runAddress } from '$lib/url/view';

export function addressOf(run: string): calls.RunAddress {
  const [id, n] = run.split('/').map(Number);
  return { id: id ?? 0, n: n ?? 0 };
}

/** Starts the next run of the same test and goes to it. The key makes a double press one run. */
export async function runAgain(run: string, key: string): Promise<void> {
  const result = await calls.runAgain(createApi(), addressOf(run).id, key);
  if (result.ok) await goto(runAddress(result.data.run));
  else toasts.say(result.problem.detail, true);
}

export async function abortRun(run: string): Promise<void> {
  const result = await calls.abort(createApi(), addressOf(run));
  toasts.say(result.ok ? `Run ${run} is being aborted.` : result.problem.detail, !result.ok);
  await Promise.all([invalidate(dependency('queue')), invalidate(dependency(`run:${run}`))]);
}

export async function copyLink(path: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.origin + path);
    toasts.say('The link is copied.');
  } catch {
    toasts.say('The browser did not allow copying; take the link from the address bar.', true);
  }
}
