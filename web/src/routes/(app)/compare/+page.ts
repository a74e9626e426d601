import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import { sidesOf } from '$lib/features/compare/sides';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url }) => {
  const base = url.searchParams.get('base') || undefined;
  const contenders = url.searchParams.getAll('contender');
  const sides = sidesOf(url);
  if (!base || contenders.length === 0) return { sides, comparison: undefined };
  const result = await calls.compare(createApi(fetch), base, sides.contenders);
  return { sides, comparison: need(`compare ${base} ${sides.contenders.join()}`, result) };
};
