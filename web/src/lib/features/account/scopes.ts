/** How far a token reaches, in words. Each scope includes those before it. */
import type { Scope } from '$lib/api/types';

export const SCOPES: { value: Scope; word: string; meaning: string }[] = [
  { value: 'read', word: 'read', meaning: 'see what you may see' },
  { value: 'run', word: 'run', meaning: 'also make tests, start and abort runs: what a pipeline needs' },
  { value: 'edit', word: 'edit', meaning: 'also make, change and delete frameworks, tests and runs' },
  { value: 'admin', word: 'admin', meaning: 'everything that you may do, accounts and hosts included' },
];

export function meaning(scope: Scope): string {
  return SCOPES.find((each) => each.value === scope)?.meaning ?? '';
}
