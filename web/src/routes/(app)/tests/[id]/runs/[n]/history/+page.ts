import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import { dependency } from '$lib/live/live.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends }) => {
  const name = `${params.id}/${params.n}`;
  depends(dependency(`run:${name}`));
  const history = await calls.history(createApi(fetch), { id: Number(params.id), n: Number(params.n) });
  return { entries: need(`history ${name}`, history).items };
};
