import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import { listTests, tags } from '$lib/api/tests';
import { dependency } from '$lib/live/live.svelte';
import type { PageLoad } from './$types';

const PAGE = 50;

export const load: PageLoad = async ({ fetch, url, depends, parent }) => {
  depends(dependency('queue'));
  const { me } = await parent();
  const word = (name: string) => url.searchParams.get(name) ?? undefined;
  const filter = { owner: word('owner'), tag: word('tag'), framework: word('framework') };
  const limit = PAGE;
  const api = createApi(fetch);
  const [page, counts] = await Promise.all([listTests(api, { ...filter, limit }), tags(api)]);
  const { items, next } = need(`tests ${url.search}`, page);
  return { rows: items, next: next ?? undefined, tags: need('tags', counts), myName: me.user.name, filter };
};
