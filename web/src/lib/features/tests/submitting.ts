/** Sending the test form: which request it is, and where the person goes after it. */
import * as calls from '$lib/api/calls';
import { createApi, type Result } from '$lib/api/client';
import { editTest, prepareTest } from '$lib/api/tests';
import type { Choice } from '$lib/api/types';
import { runAddress } from '$lib/url/view';
import type { Source } from './form';

export type Intent = 'run' | 'save';

/** The address of what came of it. The key makes a second press of *Save and run* the same request. */
export async function send(
  intent: Intent,
  framework: string,
  source: Source,
  choice: Choice,
  key: string,
): Promise<Result<string>> {
  const api = createApi();
  if (source.edited) return addressed(await editTest(api, source.edited.test, choice), testPage);
  if (intent === 'save') {
    const from = source.test === undefined ? { framework } : { test: source.test };
    return addressed(await prepareTest(api, from, choice), testPage);
  }
  const made =
    source.test === undefined
      ? calls.createTest(api, framework, choice, key)
      : calls.cloneTest(api, source.test, choice, key);
  return addressed(await made, ({ run }) => runAddress(run));
}

function testPage({ id }: { id: number }): string {
  return `/tests/${id}`;
}

function addressed<T>(result: Result<T>, address: (data: T) => string): Result<string> {
  return result.ok ? { ok: true, data: address(result.data) } : result;
}
