/** The places that the rail and the bar at the bottom lead to. Only what exists. */
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
