/** What the go-to box offers while somebody types: what the numbers mean first, then what has the words in its name. */
import type { FrameworkRow, Host } from '$lib/api/types';
import type { EntryGroup } from '$lib/components/entries';
import { goTo } from '$lib/url/view';

/** What is known by name. */
export interface Known {
  frameworks: FrameworkRow[];
  hosts: Host[];
}

const MOST = 6;

function has(text: string, ...names: (string | null | undefined)[]): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const all = names.join(' ').toLowerCase();
  return words.every((word) => all.includes(word));
}

/** What a number, or several, would open. */
function byNumber(text: string): EntryGroup[] {
  const href = goTo(text);
  if (!href) return [];
  const words = text.trim().split(/[\s,]+/);
  const label =
    words.length > 1
      ? `Compare ${words.join(' with ')}`
      : `${words[0]?.includes('/') ? 'Run' : 'Test'} ${words[0]}`;
  return [{ name: 'Go to', entries: [{ id: 'number', label, href }] }];
}

export function suggestions(text: string, known: Known): EntryGroup[] {
  if (text.trim() === '') return [];
  const frameworks = known.frameworks
    .map(({ framework }) => framework.definition)
    .filter(({ name, title }) => has(text, name, title))
    .slice(0, MOST)
    .map(({ name, title }) => ({
      id: `framework ${name}`,
      label: name,
      detail: title ?? undefined,
      href: `/frameworks/${name}`,
    }));
  const hosts = known.hosts
    .filter((host) => has(text, host.name))
    .slice(0, MOST)
    .map((host) => ({
      id: `host ${host.name}`,
      label: host.name,
      detail: host.sentence,
      href: `/?host=${encodeURIComponent(host.name)}`,
    }));
  return [
    ...byNumber(text),
    { name: 'Frameworks', entries: frameworks },
    { name: 'Runs on a host', entries: hosts },
  ].filter((group) => group.entries.length > 0);
}
