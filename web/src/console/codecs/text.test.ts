// @vitest-environment node
import { deflateSync } from "fflate";
import { describe, expect, it } from "vitest";

import golden from "../golden/text.json";
import { inflate } from "./deflate";
import { text } from "./text";

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function pixels(payload: Uint8Array<ArrayBuffer>, width: number, height: number): Uint8ClampedArray {
  const decoded = text.decode(payload, width, height);
  if ("rgba" in decoded) return decoded.rgba;
  throw new Error("text is read to pixels at once");
}

describe("text written by the gateway", () => {
  it.each(golden.cases)("is read to the very pixels: $name", ({ width, height, payload, deflated_rgb }) => {
    const seen = pixels(bytes(payload), width, height);
    const rgb = inflate(bytes(deflated_rgb));
    const expected = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let i = 0; i < width * height; i++) expected.set(rgb.subarray(i * 3, i * 3 + 3), i * 4);
    expect(seen).toEqual(expected);
  });

  it.each(golden.cases)("is refused when cut short or of another size: $name", ({ width, height, payload }) => {
    const cut = deflateSync(inflate(bytes(payload)).slice(0, -1));
    expect(() => pixels(cut, width, height)).toThrow();
    expect(() => pixels(bytes(payload), width + 1, height)).toThrow();
    expect(() => pixels(bytes(payload), width, height + 8)).toThrow();
  });
});
