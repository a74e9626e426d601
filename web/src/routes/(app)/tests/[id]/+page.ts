import { error } from '@sveltejs/kit';
import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import { dependency } from '$lib/live/live.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends }) => {
  const id = Number(params.id);
  if (!Number.isInteger(id)) error(404, { message: `There is no test ${params.id}` });
  depends(dependency('queue'));
  const api = createApi(fetch);
  const [test, runs] = await Promise.all([calls.test(api, id), calls.runsOfTest(api, id)]);
  return { test: need(`test ${id}`, test), runs: need(`runs of ${id}`, runs).items };
};
