import { error } from '@sveltejs/kit';
import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import { dependency } from '$lib/live/live.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends }) => {
  const { name } = params;
  depends(dependency('hosts'), dependency('queue'));
  const api = createApi(fetch);
  const [hosts, queue, runs] = await Promise.all([
    calls.hosts(api),
    calls.queue(api, false),
    calls.runs(api, { host: name, limit: 50 }),
  ]);
  const host = need('hosts', hosts).items.find((each) => each.name === name);
  if (!host) error(404, { message: `No host ${name} has joined` });
  const page = need(`runs on ${name}`, runs);
  return { host, queue: need('queue false', queue), runs: page.items, hasMore: page.next != null };
};
