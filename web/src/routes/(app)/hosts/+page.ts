import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import { dependency } from '$lib/live/live.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends }) => {
  depends(dependency('hosts'), dependency('queue'));
  const api = createApi(fetch);
  const [hosts, queue] = await Promise.all([calls.hosts(api), calls.queue(api, false)]);
  return { hosts: need('hosts', hosts).items, queue: need('queue false', queue) };
};
