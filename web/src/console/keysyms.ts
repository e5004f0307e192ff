/**
 * X keysyms of keyboard events: what a key means on the sender's layout, so that German, Chinese
 * and other keyboards type what they show. Unicode keysyms as in the X protocol, appendix A.
 */

export interface KeyPressed {
  /** `KeyboardEvent.key` */
  key: string;
  /** `KeyboardEvent.code` */
  code: string;
  /** `KeyboardEvent.location`: 1 left, 2 right, 3 number pad */
  location: number;
}

const RIGHT = 2;
const NUMPAD = 3;

const NAMED: Readonly<Record<string, number>> = {
  Backspace: 0xff08,
  Tab: 0xff09,
  Clear: 0xff0b,
  Enter: 0xff0d,
  Pause: 0xff13,
  ScrollLock: 0xff14,
  Escape: 0xff1b,
  Home: 0xff50,
  ArrowLeft: 0xff51,
  ArrowUp: 0xff52,
  ArrowRight: 0xff53,
  ArrowDown: 0xff54,
  PageUp: 0xff55,
  PageDown: 0xff56,
  End: 0xff57,
  Select: 0xff60,
  PrintScreen: 0xff61,
  Insert: 0xff63,
  Undo: 0xff65,
  Redo: 0xff66,
  ContextMenu: 0xff67,
  Find: 0xff68,
  Cancel: 0xff69,
  Help: 0xff6a,
  NumLock: 0xff7f,
  CapsLock: 0xffe5,
  Delete: 0xffff,
  AltGraph: 0xfe03,
};

const SIDED: Readonly<Record<string, readonly [left: number, right: number]>> = {
  Shift: [0xffe1, 0xffe2],
  Control: [0xffe3, 0xffe4],
  Meta: [0xffeb, 0xffec],
  Alt: [0xffe9, 0xffea],
};

const NUMPAD_NAMED: Readonly<Record<string, number>> = {
  Enter: 0xff8d,
  Home: 0xff95,
  ArrowLeft: 0xff96,
  ArrowUp: 0xff97,
  ArrowRight: 0xff98,
  ArrowDown: 0xff99,
  PageUp: 0xff9a,
  PageDown: 0xff9b,
  End: 0xff9c,
  Clear: 0xff9d,
  Insert: 0xff9e,
  Delete: 0xff9f,
};

const F1 = 0xffbe;
const NUMPAD_OFFSET = 0xff80;

/** The keysym of a printable character. */
export function keysymOfCharacter(character: string): number | null {
  const point = character.codePointAt(0);
  if (point === undefined) return null;
  const latin1 = (point >= 0x20 && point <= 0x7e) || (point >= 0xa0 && point <= 0xff);
  return latin1 ? point : 0x01000000 | point;
}

/** The keysym of a key, or null for keys that mean nothing by themselves (dead keys, an input method). */
export function keysymOf({ key, location }: KeyPressed): number | null {
  const first = key.codePointAt(0);
  if (first !== undefined && String.fromCodePoint(first) === key) return onNumpad(key, location) ?? keysymOfCharacter(key);
  const sided = SIDED[key];
  if (sided !== undefined) return sided[location === RIGHT ? 1 : 0];
  if (location === NUMPAD && NUMPAD_NAMED[key] !== undefined) return NUMPAD_NAMED[key];
  const number = /^F([1-9]|[12]\d|3[0-5])$/.exec(key)?.[1];
  if (number !== undefined) return F1 + Number(number) - 1;
  return NAMED[key] ?? null;
}

/** Digits and signs of the number pad have keysyms of their own: 0xff80 plus the character. */
function onNumpad(key: string, location: number): number | null {
  if (location !== NUMPAD || !/^[0-9*+,\-./=]$/.test(key)) return null;
  return NUMPAD_OFFSET + key.charCodeAt(0);
}
