/** The kinds of arguments in words, and the options of a select as lines of text. */
import type { ArgumentSpec } from '$lib/api/types';
import type { ArgumentKind } from '$lib/domain/definition';

export const ARGUMENT_KINDS: { value: ArgumentKind; word: string }[] = [
  { value: 'text', word: 'text' },
  { value: 'select', word: 'select' },
  { value: 'hidden', word: 'hidden' },
  { value: 'secret', word: 'secret' },
];

/** The options as lines. An empty last option needs a line end of its own to be seen. */
export function optionsText({ options = [] }: ArgumentSpec): string {
  const text = options.join('\n');
  return options.length > 1 && options.at(-1) === '' ? `${text}\n` : text;
}

/** The options of a text: a line end after the last one begins no further option. */
export function withOptions(text: string): string[] | undefined {
  if (text === '') return undefined;
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}
