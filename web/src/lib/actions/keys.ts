/** Keys as people write them, and whether a press means one. */

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** `Ctrl+K` also stands for the command key. A plain key means nothing together with another modifier than Shift. */
export function matchesKey(written: string, press: KeyPress): boolean {
  const parts = written.length === 1 ? [written] : written.split('+');
  const key = parts.at(-1) ?? '';
  const wantsCtrl = parts.includes('Ctrl');
  if (wantsCtrl !== (press.ctrlKey || press.metaKey) || parts.includes('Alt') !== press.altKey) return false;
  return key.length === 1 && !wantsCtrl ? press.key === key : press.key.toLowerCase() === key.toLowerCase();
}

/** Whether what is typed belongs to the element: then single keys mean nothing else. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const field = target.closest('input, textarea, select, [contenteditable]');
  return field !== null && !field.matches('[type=checkbox], [type=radio], [type=button]');
}

const STORED = 'daytona.single-keys';

/** Single keys can be switched off by those whom they hinder; kept in this browser. */
export function areSingleKeysOn(): boolean {
  return localStorage.getItem(STORED) !== 'off';
}

export function switchSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, 'off');
}
