import { expect, it } from 'vitest';
import type { User } from '$lib/api/types';
import { inOrder } from './users-view';

it('who has no password yet comes first, the others by name', () => {
  const user = (name: string, active: boolean) => ({ name, active }) as User;
  const users = [user('cem', true), user('bo', true), user('dana', false)];
  expect(inOrder(users).map(({ name }) => name)).toEqual(['dana', 'bo', 'cem']);
});
