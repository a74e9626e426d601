import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import { dependency } from '$lib/live/live.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends }) => {
  const { name } = params;
  depends(dependency(`framework:${name}`));
  const api = createApi(fetch);
  const [framework, hosts] = await Promise.all([calls.framework(api, name), calls.hosts(api)]);
  return { framework: need(`framework ${name}`, framework), hosts: need('hosts', hosts).items };
};
