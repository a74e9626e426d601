import { error } from '@sveltejs/kit';
import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import { hasEnded } from '$lib/domain/run-state';
import { dependency } from '$lib/live/live.svelte';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ fetch, params, depends }) => {
  const path = { id: Number(params.id), n: Number(params.n) };
  const name = `${params.id}/${params.n}`;
  if (!Number.isInteger(path.id) || !Number.isInteger(path.n))
    error(404, { message: `There is no run ${name}` });
  depends(dependency(`run:${name}`));
  const api = createApi(fetch);
  const [detail, kpis] = await Promise.all([calls.run(api, path), calls.kpis(api, path)]);
  const run = need(`run ${name}`, detail);
  // KPIs are known once the results are parsed; before that their absence is no failure.
  return { run, kpis: kpis.ok || hasEnded(run.state) ? need(`kpis ${name}`, kpis) : undefined };
};
