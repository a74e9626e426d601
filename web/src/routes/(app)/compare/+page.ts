import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import { sidesOf } from '$lib/features/compare/sides';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url }) => {
  const sides = sidesOf(url);
  const { base, contenders } = sides;
  if (!base || contenders.length === 0) return { sides, comparison: undefined };
  const result = await calls.compare(createApi(fetch), base, contenders);
  return { sides, comparison: need(`compare ${base} ${contenders.join()}`, result) };
};
