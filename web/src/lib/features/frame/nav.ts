/** The places that the rail and the bar at the bottom lead to. Only what exists. */
import type { Me } from '$lib/api/types';
import type { Name } from '$lib/components/Icon.svelte';

export interface Place {
  href: string;
  word: string;
  icon: Name;
  /** Whether an address belongs to this place. */
  holds: (path: string) => boolean;
}

export const PLACES: Place[] = [
  { href: '/', word: 'Queue', icon: 'queue', holds: (path) => path === '/' },
  {
    href: '/frameworks',
    word: 'Frameworks',
    icon: 'frameworks',
    holds: (path) => path.startsWith('/frameworks') || path.startsWith('/tests'),
  },
  { href: '/compare', word: 'Compare', icon: 'compare', holds: (path) => path.startsWith('/compare') },
  { href: '/hosts', word: 'Hosts', icon: 'host', holds: (path) => path.startsWith('/hosts') },
];

/** The places in a person's own menu. */
export function placesOf(me: Me): { href: string; word: string }[] {
  const places = [
    { href: `/tests?owner=${me.user.name}`, word: 'My tests' },
    { href: '/account', word: 'Account' },
    { href: '/account/tokens', word: 'Tokens' },
    { href: '/trash', word: 'Trash' },
  ];
  return me.may_manage_users ? [...places, { href: '/admin/users', word: 'Users' }] : places;
}
