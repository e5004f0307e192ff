import { describe, expect, it } from "vitest";

import { Keyboard, type KeyHappened } from "./keyboard";
import { buttonBits, onScreen, Wheel } from "./pointer";

function event(key: string, code: string, down: boolean, held: Partial<KeyHappened> = {}): KeyHappened {
  return { key, code, down, location: 0, ctrlKey: false, altKey: false, shiftKey: false, ...held };
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
