/** The accounts in the order in which an administrator cares for them. */
import type { User } from '$lib/api/types';

/** Those without a password first, then by name. */
export function inOrder(users: User[]): User[] {
  return users.toSorted((a, b) => Number(a.active) - Number(b.active) || a.name.localeCompare(b.name, 'en'));
}
