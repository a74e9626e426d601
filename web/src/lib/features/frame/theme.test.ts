import { beforeEach, expect, it } from 'vitest';
import { applyTheme, chooseTheme, savedTheme } from './theme';

beforeEach(() => localStorage.clear());

it('follows the system until a person chooses, and remembers the choice', () => {
  expect(savedTheme()).toBe('system');
  chooseTheme('dark');
  expect(savedTheme()).toBe('dark');
  expect(document.documentElement.dataset['theme']).toBe('dark');
});

it('forgets nothing when a theme is only shown, and knows no others', () => {
  chooseTheme('dark');
  applyTheme('system');
  expect(document.documentElement.dataset['theme']).toBeUndefined();
  localStorage.setItem('daytona.theme', 'pink');
  expect(savedTheme()).toBe('system');
});
