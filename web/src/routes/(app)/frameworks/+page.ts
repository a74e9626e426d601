import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import { dependency } from '$lib/live/live.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends }) => {
  depends(dependency('frameworks'), dependency('queue'));
  return { rows: need('frameworks', await calls.frameworks(createApi(fetch))).items };
};
