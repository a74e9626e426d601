/** Tags as people type them: words or NAME=VALUE, apart by blanks or commas. */

const TAG = /^[A-Za-z0-9][A-Za-z0-9._-]*(=[^\s,]+)?$/;
export const LONGEST = 100;

/** The tags in a text that is being typed. */
export function typedTags(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** A list with more tags; one of the same name is replaced, since a thing has each name at most once. */
export function withTags(tags: string[], more: string[]): string[] {
  return more.reduce((list, tag) => [...list.filter((each) => nameOf(each) !== nameOf(tag)), tag], tags);
}

function nameOf(tag: string): string {
  return tag.split('=')[0] ?? tag;
}

/** What is wrong with a tag, if anything. */
export function tagFault(tag: string): string | undefined {
  if (TAG.test(tag) && tag.length <= LONGEST) return undefined;
  return `“${tag}” is no tag: use a word of letters, digits, “.”, “_” or “-”, or NAME=VALUE.`;
}
