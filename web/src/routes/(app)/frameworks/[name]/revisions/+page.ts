import { createApi } from '$lib/api/client';
import { revisionDiff, revisions } from '$lib/api/frameworks';
import { need } from '$lib/api/load';
import { asked } from '$lib/features/revisions/revision-view';
import { dependency } from '$lib/live/live.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, url, depends }) => {
  const { name } = params;
  depends(dependency(`framework:${name}`));
  const api = createApi(fetch);
  const page = need(`revisions of ${name}`, await revisions(api, name));
  const sides = asked(url, page.items[0]?.revision ?? 1);
  const diff =
    sides && need(`diff ${name} ${url.search}`, await revisionDiff(api, name, sides.from, sides.to));
  return { name, rows: page.items, hasMore: page.next != null, diff };
};
