import { describe, expect, it } from "vitest";

import { keysymOf } from "./keysyms";

const key = (name: string, location = 0) => keysymOf({ key: name, code: "", location });

describe("the keysym of a key", () => {
  it("is the character itself in Latin-1, as on a German keyboard", () => {
    expect(key("a")).toBe(0x61);
    expect(key("ü")).toBe(0xfc);
    expect(key("ß")).toBe(0xdf);
    expect(key("@")).toBe(0x40);
  });

  it("is Unicode beyond Latin-1, as on a Chinese keyboard", () => {
    expect(key("磁")).toBe(0x0100_78c1);
    expect(key("€")).toBe(0x0100_20ac);
    expect(key("𠮷")).toBe(0x0102_0bb7);
  });

  it("tells left from right and the number pad from the rest", () => {
    expect(key("Shift", 1)).toBe(0xffe1);
    expect(key("Shift", 2)).toBe(0xffe2);
    expect(key("Enter")).toBe(0xff0d);
    expect(key("Enter", 3)).toBe(0xff8d);
    expect(key("7", 3)).toBe(0xffb7);
    expect(key("7")).toBe(0x37);
  });

  it("knows function keys and AltGr", () => {
    expect(key("F1")).toBe(0xffbe);
    expect(key("F12")).toBe(0xffc9);
    expect(key("AltGraph")).toBe(0xfe03);
  });

  it("is none for dead keys and input methods", () => {
    expect(key("Dead")).toBeNull();
    expect(key("Process")).toBeNull();
    expect(key("Unidentified")).toBeNull();
  });
});
