import { beforeEach, expect, it } from 'vitest';
import { Draft } from './drafts';

const isText = (value: unknown): value is string => typeof value === 'string';

beforeEach(() => sessionStorage.clear());

it('what was typed is there again until it is sent', () => {
  new Draft<string>('test').save('nginx c=512');
  const draft = new Draft<string>('test');
  expect(draft.load(isText)).toBe('nginx c=512');
  expect(new Draft<string>('other').load(isText)).toBeUndefined();
  draft.drop();
  expect(draft.load(isText)).toBeUndefined();
});

it('a draft of another shape is no draft', () => {
  sessionStorage.setItem('daytona.draft.test', '{"title":1}');
  expect(new Draft<string>('test').load(isText)).toBeUndefined();
  sessionStorage.setItem('daytona.draft.test', '{nonsense');
  expect(new Draft<string>('test').load(isText)).toBeUndefined();
});
