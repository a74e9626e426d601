import { users } from '$lib/api/accounts';
import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch }) => ({
  users: need('users', await users(createApi(fetch))).items,
});
