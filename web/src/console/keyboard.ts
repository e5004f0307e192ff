/** Keys pressed on the page become keys of the scanner; nothing stays down when the page loses them. */

import { type KeyPressed, keysymOf, keysymOfCharacter } from "./keysyms";
import type { InputEvent } from "./messages";

export interface KeyHappened extends KeyPressed {
  down: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
  /** AltGr is down; Windows then says that Control and Alt are, too. */
  altGraph: boolean;
}

/** What to do with a key event. */
export interface KeyOutcome {
  events: InputEvent[];
  /** The chord that gives the keyboard back to the page: Ctrl, Alt and Shift together. */
  leave: boolean;
}

const RELEASE: InputEvent = { kind: "release" };
const CHORD = ["Control", "Alt", "Shift"];
/** They have no up and down that a page could follow; macOS tells one of the two. */
const LOCKS = ["CapsLock", "NumLock", "ScrollLock"];
const CONTROL_CHARACTERS: Readonly<Record<string, number>> = { "\n": 0xff0d, "\r": 0xff0d, "\t": 0xff09 };

interface Modifier {
  key: string;
  codes: readonly [left: string, right: string];
  keysym: number;
  held: (event: KeyHappened) => boolean;
}

const MODIFIERS: readonly Modifier[] = [
  {
    key: "Control",
    codes: ["ControlLeft", "ControlRight"],
    keysym: 0xffe3,
    held: (event) => event.ctrlKey && !event.altGraph,
  },
  { key: "Shift", codes: ["ShiftLeft", "ShiftRight"], keysym: 0xffe1, held: (event) => event.shiftKey },
  { key: "Alt", codes: ["AltLeft", "AltRight"], keysym: 0xffe9, held: (event) => event.altKey && !event.altGraph },
  { key: "Meta", codes: ["MetaLeft", "MetaRight"], keysym: 0xffeb, held: (event) => event.metaKey },
];

/** Pure: key events in, input events out. */
export class Keyboard {
  private readonly down = new Map<string, number>();
  /** The last event of CapsLock was its going down. */
  private tapped = false;

  happened(event: KeyHappened): KeyOutcome {
    if (event.down && CHORD.includes(event.key) && event.ctrlKey && event.altKey && event.shiftKey) {
      return { events: this.releaseAll(), leave: true };
    }
    if (LOCKS.includes(event.key)) return { events: this.tap(event), leave: false };
    const events = event.down ? [...this.syncModifiers(event), ...this.press(event)] : this.lift(event);
    return { events, leave: false };
  }

  /** Type what an input method committed: each character goes down and up as itself. */
  typed(text: string): InputEvent[] {
    return Array.from(text).flatMap((character) => {
      const keysym = CONTROL_CHARACTERS[character] ?? keysymOfCharacter(character);
      return keysym === null ? [] : stroke(keysym);
    });
  }

  /** Let go of everything: focus, control or the window is lost. */
  releaseAll(): InputEvent[] {
    this.down.clear();
    return [RELEASE];
  }

  private press(event: KeyHappened): InputEvent[] {
    const keysym = keysymOf(event);
    if (keysym === null) return [];
    const events = event.key === "AltGraph" ? this.liftFakeControl() : [];
    this.down.set(event.code, keysym);
    return [...events, { kind: "key", keysym, code: event.code, down: true }];
  }

  private lift(event: KeyHappened): InputEvent[] {
    // macOS tells nothing of keys that go up while Meta is down.
    if (event.key === "Meta") return this.releaseAll();
    return this.liftCode(event.code);
  }

  /** A modifier that was pressed or lifted while the page had no focus, or that the site let go of. */
  private syncModifiers(event: KeyHappened): InputEvent[] {
    if (event.key === "AltGraph" || MODIFIERS.some(({ key }) => key === event.key)) return [];
    return MODIFIERS.flatMap(({ codes, keysym, held }) => {
      const ours = codes.filter((code) => this.down.has(code));
      if (held(event) && ours.length === 0) {
        this.down.set(codes[0], keysym);
        return [{ kind: "key" as const, keysym, code: codes[0], down: true }];
      }
      return held(event) || event.altGraph ? [] : ours.flatMap((code) => this.liftCode(code));
    });
  }

  private tap(event: KeyHappened): InputEvent[] {
    const keysym = keysymOf(event);
    // macOS tells CapsLock going on as down and going off as up: both are one tap.
    const counts = event.down || (event.key === "CapsLock" && !this.tapped);
    this.tapped = event.down;
    return keysym !== null && counts ? stroke(keysym, event.code) : [];
  }

  private liftCode(code: string): InputEvent[] {
    const keysym = this.down.get(code);
    if (keysym === undefined) return [];
    this.down.delete(code);
    return [{ kind: "key", keysym, code, down: false }];
  }

  /** Windows presses Control before AltGr; with it, "@" on a German keyboard would be Ctrl+@. */
  private liftFakeControl(): InputEvent[] {
    return this.liftCode("ControlLeft");
  }
}

function stroke(keysym: number, code = ""): InputEvent[] {
  return [
    { kind: "key", keysym, code, down: true },
    { kind: "key", keysym, code, down: false },
  ];
}
