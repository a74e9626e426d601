import { error } from '@sveltejs/kit';
import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { need } from '$lib/api/load';
import { editedForm } from '$lib/features/tests/form';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params }) => {
  const id = Number(params.id);
  if (!Number.isInteger(id)) error(404, { message: `There is no test ${params.id}` });
  const api = createApi(fetch);
  const [found, hosts] = await Promise.all([calls.test(api, id), calls.hosts(api)]);
  const test = need(`test ${id}`, found);
  const framework = need(`framework ${test.framework}`, await calls.framework(api, test.framework));
  return { hosts: need('hosts', hosts).items, framework, source: editedForm(framework, test) };
};
