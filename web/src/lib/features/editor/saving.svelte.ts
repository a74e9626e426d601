/** Saving a framework: what is sent, and what each answer means for the person who waits for it. */
import { goto } from '$app/navigation';
import * as calls from '$lib/api/calls';
import { createApi } from '$lib/api/client';
import { saveFramework } from '$lib/api/frameworks';
import { signInAddress } from '$lib/api/load';
import type { Applied, FieldProblem, Framework, Problem } from '$lib/api/types';
import { toSend } from '$lib/domain/definition';
import type { Editor } from './editor.svelte';

export type Saved =
  | { kind: 'saved'; framework: Framework; sentence: string }
  /** Somebody else saved since; theirs is what is there now. */
  | { kind: 'changed'; theirs: Framework }
  | {
      kind: 'refused';
      title: string;
      detail: string;
      requestId?: string | undefined;
      unplaced: FieldProblem[];
    }
  /** The sign-in has ended; the draft waits until the person is back. */
  | { kind: 'signed_out' };

export async function save(editor: Editor): Promise<Saved> {
  const api = createApi();
  const definition = toSend($state.snapshot(editor.definition) as typeof editor.definition);
  const result = await saveFramework(api, definition, editor.revision);
  if (result.ok) return { kind: 'saved', framework: result.data.framework, sentence: told(result.data) };
  const { problem } = result;
  if (problem.status === 401) {
    editor.keep();
    await goto(signInAddress());
    return { kind: 'signed_out' };
  }
  if (problem.status === 412) {
    const theirs = await calls.framework(api, definition.name);
    if (theirs.ok) return changed(editor, theirs.data);
  }
  return refused(editor, problem);
}

/** A framework of this name is there: for a new one that is a name that is taken, else a newer revision. */
function changed(editor: Editor, theirs: Framework): Saved {
  if (!editor.isNew) return { kind: 'changed', theirs };
  const { name } = theirs.definition;
  const detail = `${name} is taken: ${theirs.owner} owns a framework of this name. Choose another one.`;
  editor.refused = { '/name': detail };
  return { kind: 'refused', title: 'The name is taken', detail, unplaced: [] };
}

function refused(editor: Editor, problem: Problem): Saved {
  const errors = problem.errors ?? [];
  editor.refused = Object.fromEntries(errors.map((each) => [each.pointer, each.detail]));
  const { title, detail, request_id: requestId } = problem;
  return { kind: 'refused', title, detail, requestId, unplaced: errors };
}

function told({ change, framework }: Applied): string {
  const { name } = framework.definition;
  if (change === 'created') return `${name} is made.`;
  if (change === 'none') return `${name} says the same as before; revision ${framework.revision} stays.`;
  return `${name} is saved as revision ${framework.revision}.`;
}

/** Takes the person to the first field that is wrong. */
export function focusFirst(element: HTMLElement | undefined): void {
  requestAnimationFrame(() => element?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
