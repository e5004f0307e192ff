/** Keys that a tablet lacks or that browser and system keep to themselves, as X keysyms. Pure. */

import { keysymOfCharacter } from "./keysyms";

export const MODIFIERS = { ctrl: 0xffe3, alt: 0xffe9, shift: 0xffe1, super: 0xffeb } as const;
export type Modifier = keyof typeof MODIFIERS;

const F1 = 0xffbe;

export const KEYS = {
  esc: 0xff1b,
  tab: 0xff09,
  enter: 0xff0d,
  backspace: 0xff08,
  delete: 0xffff,
  insert: 0xff63,
  home: 0xff50,
  end: 0xff57,
  pageUp: 0xff55,
  pageDown: 0xff56,
  left: 0xff51,
  up: 0xff52,
  right: 0xff53,
  down: 0xff54,
  print: 0xff61,
  menu: 0xff67,
} as const;
export type SpecialKey = keyof typeof KEYS;

export const FUNCTION_KEYS: readonly number[] = Array.from({ length: 12 }, (_, i) => F1 + i);

/** Chords that no browser passes on. */
export const CHORDS = {
  ctrlAltDel: [MODIFIERS.ctrl, MODIFIERS.alt, KEYS.delete],
  altTab: [MODIFIERS.alt, KEYS.tab],
  altF4: [MODIFIERS.alt, F1 + 3],
  super: [MODIFIERS.super],
} as const;
export type Chord = keyof typeof CHORDS;

export const MOST_TYPED = 500;

/** The keysyms that type a text: line ends are Enter, what is no character of a keyboard is left out. */
export function keysymsOfText(text: string): number[] {
  return Array.from(text.replaceAll("\r\n", "\n")).slice(0, MOST_TYPED).flatMap((character) => {
    if (character === "\n") return [KEYS.enter];
    if (character === "\t") return [KEYS.tab];
    if (character < " ") return [];
    const keysym = keysymOfCharacter(character);
    return keysym === null ? [] : [keysym];
  });
}
