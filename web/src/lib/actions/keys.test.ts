import { describe, expect, it } from 'vitest';
import { areSingleKeysOn, isTyping, matchesKey, switchSingleKeys } from './keys';

const press = (key: string, more: Partial<Parameters<typeof matchesKey>[1]> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('a written key', () => {
  it('is the key alone, whatever Shift does to it', () => {
    expect(matchesKey('r', press('r'))).toBe(true);
    expect(matchesKey('?', press('?', { shiftKey: true }))).toBe(true);
    expect(matchesKey('r', press('R', { shiftKey: true }))).toBe(false);
    expect(matchesKey('+', press('+'))).toBe(true);
  });

  it('leaves what the browser means by other modifiers alone', () => {
    expect(matchesKey('r', press('r', { ctrlKey: true }))).toBe(false);
    expect(matchesKey('r', press('r', { metaKey: true }))).toBe(false);
    expect(matchesKey('r', press('r', { altKey: true }))).toBe(false);
  });

  it('with Ctrl also takes the command key', () => {
    expect(matchesKey('Ctrl+K', press('k', { ctrlKey: true }))).toBe(true);
    expect(matchesKey('Ctrl+K', press('k', { metaKey: true }))).toBe(true);
    expect(matchesKey('Ctrl+K', press('k'))).toBe(false);
  });
});

it('typing in a field is not a command, ticking a box is no typing', () => {
  document.body.innerHTML = '<input id="text"><input id="box" type="checkbox"><p id="none"></p>';
  const at = (id: string) => document.getElementById(id);
  expect([isTyping(at('text')), isTyping(at('box')), isTyping(at('none')), isTyping(null)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

it('single keys stay off until they are switched on again', () => {
  expect(areSingleKeysOn()).toBe(true);
  switchSingleKeys(false);
  expect(areSingleKeysOn()).toBe(false);
  switchSingleKeys(true);
  expect(areSingleKeysOn()).toBe(true);
});
