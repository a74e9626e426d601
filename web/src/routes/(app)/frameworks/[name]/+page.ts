import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import { dependency } from '$lib/live/live.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends }) => {
  const { name } = params;
  depends(dependency(`framework:${name}`), dependency('queue'));
  const api = createApi(fetch);
  const [framework, tests] = await Promise.all([
    calls.framework(api, name),
    calls.tests(api, { framework: name, limit: 200 }),
  ]);
  const page = need(`tests of ${name}`, tests);
  return { framework: need(`framework ${name}`, framework), tests: page.items, hasMore: page.next != null };
};
