import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import { dependency } from '$lib/live/live.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, url, parent }) => {
  depends(dependency('queue'), dependency('hosts'));
  const mine = url.searchParams.get('mine') === '1';
  const framework = url.searchParams.get('framework') ?? undefined;
  const host = url.searchParams.get('host') ?? undefined;
  const { me } = await parent();
  const owner = mine ? me.user.name : undefined;
  const api = createApi(fetch);
  const [queue, runs, hosts, frameworks] = await Promise.all([
    calls.queue(api, mine),
    calls.runs(api, { owner, framework, host, limit: 50 }),
    calls.hosts(api),
    calls.frameworks(api),
  ]);
  return {
    queue: need(`queue ${mine}`, queue),
    recent: need(`runs ${url.search}`, runs).items,
    hosts: need('hosts', hosts).items,
    framework: need('frameworks', frameworks).items[0]?.framework.definition.name,
    mine,
  };
};
