import { tokens } from '$lib/api/accounts';
import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch }) => ({
  tokens: need('tokens', await tokens(createApi(fetch))).items,
});
