import { describe, expect, it } from "vitest";

import { Keyboard, type KeyHappened } from "./keyboard";
import { buttonBits, onScreen, Wheel } from "./pointer";

function event(key: string, code: string, down: boolean, held: Partial<KeyHappened> = {}): KeyHappened {
  return { key, code, down, location: 0, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, altGraph: false, ...held };
}

describe("the keyboard", () => {
  it("lifts the keysym that it pressed, though Shift went up before", () => {
    const keyboard = new Keyboard();
    keyboard.happened(event("A", "KeyA", true, { shiftKey: true }));
    expect(keyboard.happened(event("a", "KeyA", false)).events).toEqual([
      { kind: "key", keysym: 0x41, code: "KeyA", down: false },
    ]);
  });

  it("takes back the Control that Windows sends with AltGr", () => {
    const keyboard = new Keyboard();
    keyboard.happened(event("Control", "ControlLeft", true));
    expect(keyboard.happened(event("AltGraph", "AltRight", true)).events).toEqual([
      { kind: "key", keysym: 0xffe3, code: "ControlLeft", down: false },
      { kind: "key", keysym: 0xfe03, code: "AltRight", down: true },
    ]);
    expect(keyboard.happened(event("Control", "ControlLeft", false)).events).toEqual([]);
  });

  it("lifts nothing that it did not press", () => {
    expect(new Keyboard().happened(event("a", "KeyA", false)).events).toEqual([]);
  });

  it("lets go of everything when macOS lifts Meta", () => {
    const keyboard = new Keyboard();
    keyboard.happened(event("c", "KeyC", true));
    expect(keyboard.happened(event("Meta", "MetaLeft", false)).events).toEqual([{ kind: "release" }]);
    expect(keyboard.happened(event("c", "KeyC", false)).events).toEqual([]);
  });

  it("gives the keyboard back by Ctrl, Alt and Shift, with nothing left down", () => {
    const held = { ctrlKey: true, altKey: true, shiftKey: true };
    expect(new Keyboard().happened(event("Shift", "ShiftLeft", true, held))).toEqual({
      events: [{ kind: "release" }],
      leave: true,
    });
  });
});

describe("the keyboard of the world", () => {
  const press = (keysym: number, code: string) => ({ kind: "key", keysym, code, down: true });
  const lift = (keysym: number, code: string) => ({ kind: "key", keysym, code, down: false });

  it("types German umlauts, and @ € { } \\ by AltGr without Control or Alt, as Windows tells them", () => {
    const keyboard = new Keyboard();
    expect(keyboard.happened(event("ü", "BracketLeft", true)).events).toEqual([press(0xfc, "BracketLeft")]);
    keyboard.happened(event("Control", "ControlLeft", true, { ctrlKey: true }));
    keyboard.happened(event("AltGraph", "AltRight", true, { altGraph: true }));
    const windows = { ctrlKey: true, altKey: true, altGraph: true };
    for (const [key, code, keysym] of [
      ["@", "KeyQ", 0x40],
      ["€", "KeyE", 0x010020ac],
      ["{", "Digit7", 0x7b],
      ["}", "Digit0", 0x7d],
      ["\\", "Minus", 0x5c],
    ] as const) {
      expect(keyboard.happened(event(key, code, true, windows)).events).toEqual([press(keysym, code)]);
      expect(keyboard.happened(event(key, code, false, windows)).events).toEqual([lift(keysym, code)]);
    }
  });

  it("says nothing of a dead key and types what it makes of the next", () => {
    const keyboard = new Keyboard();
    expect(keyboard.happened(event("Dead", "Backquote", true)).events).toEqual([]);
    expect(keyboard.happened(event("ê", "KeyE", true)).events).toEqual([press(0xea, "KeyE")]);
    expect(keyboard.happened(event("Dead", "Backquote", false)).events).toEqual([]);
  });

  it("types what an input method committed, character by character", () => {
    expect(new Keyboard().typed("磁𠮷ß\n")).toEqual(
      [0x01000000 | 0x78c1, 0x01000000 | 0x20bb7, 0xdf, 0xff0d].flatMap((keysym) => [
        press(keysym, ""),
        lift(keysym, ""),
      ]),
    );
  });

  it("presses a modifier that went down while the page had no focus, and lifts one that went up", () => {
    const keyboard = new Keyboard();
    expect(keyboard.happened(event("c", "KeyC", true, { ctrlKey: true })).events).toEqual([
      press(0xffe3, "ControlLeft"),
      press(0x63, "KeyC"),
    ]);
    expect(keyboard.happened(event("d", "KeyD", true)).events).toEqual([
      lift(0xffe3, "ControlLeft"),
      press(0x64, "KeyD"),
    ]);
  });

  it("taps locks, once where both edges are told and once for each of macOS's", () => {
    const keyboard = new Keyboard();
    const tap = [press(0xffe5, "CapsLock"), lift(0xffe5, "CapsLock")];
    expect(keyboard.happened(event("CapsLock", "CapsLock", true)).events).toEqual(tap);
    expect(keyboard.happened(event("CapsLock", "CapsLock", false)).events).toEqual([]);
    expect(keyboard.happened(event("CapsLock", "CapsLock", false)).events).toEqual(tap);
  });

  it("repeats a key that is held", () => {
    const keyboard = new Keyboard();
    const presses = [1, 2, 3].flatMap(() => keyboard.happened(event("a", "KeyA", true)).events);
    expect(presses).toEqual([1, 2, 3].map(() => press(0x61, "KeyA")));
  });
});

describe("the pointer", () => {
  const canvas = { left: 100, top: 50, width: 400, height: 300 };
  const screen = { width: 800, height: 600 };

  it("finds the scanner's pixel under it", () => {
    expect(onScreen(100, 50, canvas, screen)).toEqual({ x: 0, y: 0 });
    expect(onScreen(300, 200, canvas, screen)).toEqual({ x: 400, y: 300 });
  });

  it("stays on the screen", () => {
    expect(onScreen(0, 9999, canvas, screen)).toEqual({ x: 0, y: 599 });
    expect(onScreen(500, 350, canvas, screen)).toEqual({ x: 799, y: 599 });
  });

  it("swaps the DOM's right and middle buttons for the wire's", () => {
    expect([1, 2, 4, 7].map(buttonBits)).toEqual([1, 4, 2, 7]);
  });

  it("turns the wheel in whole steps and keeps the rest", () => {
    const wheel = new Wheel();
    expect(wheel.turned(0, 30, 0)).toEqual({ x: 0, y: 0 });
    expect(wheel.turned(0, 30, 0)).toEqual({ x: 0, y: 1 });
    expect(wheel.turned(0, -3, 1)).toEqual({ x: 0, y: 0 });
    expect(wheel.turned(0, -3, 1)).toEqual({ x: 0, y: -1 });
    expect(wheel.turned(0, 1e6, 0).y).toBe(10);
  });
});
