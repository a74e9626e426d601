/**
 * Everything that can be done now, once: pages offer their actions here, and the command palette, the dialog of keys,
 * menus and single keys read them, so that none of these can miss one. Does nothing by itself.
 */
import { untrack } from 'svelte';
import { matchesKey, type KeyPress } from './keys';

export const GROUPS = ['This page', 'Charts', 'Console', 'Lists', 'Everywhere', 'Pages'] as const;
export type Group = (typeof GROUPS)[number];

export interface Action {
  id: string;
  label: string;
  group: Group;
  /** As people read it: `r`, `Shift+?`, `Ctrl+K`. */
  key?: string;
  /** An address, or what to do. */
  href?: string;
  run?: () => void;
  /** Why it can't be done now; it is shown and does nothing. */
  disabled?: string | undefined;
  danger?: boolean;
  /** Only told: the part of the page that has the focus does it itself. */
  isLocal?: boolean;
}

class Actions {
  private offers = $state.raw<{ list: Action[] }[]>([]);

  /** In the order of the groups, then as they were offered. */
  list = $derived(
    this.offers
      .flatMap((offer) => offer.list)
      .sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group)),
  );

  /** Offers actions until the returned function is called. */
  offer(list: Action[]): () => void {
    const offer = { list };
    // Offered from effects, which must not run again because of what they offer.
    this.offers = [...untrack(() => this.offers), offer];
    return () => (this.offers = this.offers.filter((each) => each !== offer));
  }

  /** The action that a key means now, the one that was offered last if there are several. */
  of(press: KeyPress): Action | undefined {
    return this.offers
      .flatMap((offer) => offer.list)
      .findLast((action) => action.key && !action.isLocal && matchesKey(action.key, press));
  }
}

export const actions = new Actions();

/** Actions whose label has all words of a text, in any order. */
export function found<T extends { label: string }>(list: T[], text: string): T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return list.filter((each) => words.every((word) => each.label.toLowerCase().includes(word)));
}
