/** Keys pressed on the page become keys of the scanner; nothing stays down when the page loses them. */

import { type KeyPressed, keysymOf } from "./keysyms";
import type { InputEvent } from "./messages";

export interface KeyHappened extends KeyPressed {
  down: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** What to do with a key event. */
export interface KeyOutcome {
  events: InputEvent[];
  /** The chord that gives the keyboard back to the page: Ctrl, Alt and Shift together. */
  leave: boolean;
}

const RELEASE: InputEvent = { kind: "release" };
const CHORD = ["Control", "Alt", "Shift"];

/** Pure: key events in, input events out. */
export class Keyboard {
  private readonly down = new Map<string, number>();

  happened(event: KeyHappened): KeyOutcome {
    if (event.down && CHORD.includes(event.key) && event.ctrlKey && event.altKey && event.shiftKey) {
      return { events: this.releaseAll(), leave: true };
    }
    return { events: event.down ? this.press(event) : this.lift(event), leave: false };
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
    const keysym = this.down.get(event.code);
    if (keysym === undefined) return [];
    this.down.delete(event.code);
    return [{ kind: "key", keysym, code: event.code, down: false }];
  }

  /** Windows presses Control before AltGr; with it, "@" on a German keyboard would be Ctrl+@. */
  private liftFakeControl(): InputEvent[] {
    const keysym = this.down.get("ControlLeft");
    if (keysym === undefined) return [];
    this.down.delete("ControlLeft");
    return [{ kind: "key", keysym, code: "ControlLeft", down: false }];
  }
}
