import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import { clonedForm, newForm } from '$lib/features/tests/form';
import type { PageLoad } from './$types';

/** The form of a new test: of a framework, as a copy of a test or run, or a choice of frameworks. */
export const load: PageLoad = async ({ fetch, url }) => {
  const api = createApi(fetch);
  const hosts = need('hosts', await calls.hosts(api)).items;
  const clone = url.searchParams.get('clone');
  const name = url.searchParams.get('framework');
  if (clone) {
    const [id, n] = clone.split('/').map(Number);
    const from = n
      ? need(`run ${clone}`, await calls.run(api, { id: id ?? 0, n }))
      : need(`test ${clone}`, await calls.test(api, id ?? 0));
    const framework = need(`framework ${from.framework}`, await calls.framework(api, from.framework));
    return { hosts, framework, source: clonedForm(framework, from, clone), choices: [] };
  }
  if (name) {
    const framework = need(`framework ${name}`, await calls.framework(api, name));
    return { hosts, framework, source: newForm(framework, hosts), choices: [] };
  }
  return {
    hosts,
    framework: undefined,
    source: undefined,
    choices: need('frameworks', await calls.frameworks(api)).items,
  };
};
