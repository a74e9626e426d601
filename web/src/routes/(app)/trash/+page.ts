import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import { trash } from '$lib/api/tests';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch }) => {
  const page = need('trash', await trash(createApi(fetch)));
  return { items: page.items, hasMore: page.next != null };
};
