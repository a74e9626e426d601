import { redirect } from '@sveltejs/kit';
import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { need, signInAddress } from '$lib/api/load';
import { clock } from '$lib/live/clock.svelte';
import type { LayoutLoad } from './$types';

/** Who is signed in, and what the server says of itself. Without a person: set-up or sign-in. */
export const load: LayoutLoad = async ({ fetch }) => {
  const api = createApi(fetch);
  const me = await calls.me(api);
  if (!me.ok && me.problem.status === 401) {
    const setup = await calls.setupStatus(api);
    redirect(307, setup.ok && setup.data.needed ? '/setup' : signInAddress());
  }
  const asked = performance.now();
  const server = need('server', await calls.server(api));
  clock.set(server.now, performance.now() - asked);
  return { me: need('me', me), server };
};
