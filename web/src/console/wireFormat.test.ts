// @vitest-environment node
import { describe, expect, it } from "vitest";

import type { Codec } from "./codecs/codec";
import { rawDeflate } from "./codecs/rawDeflate";
import { text } from "./codecs/text";
import golden from "./golden/update.json";
import { type Box, readUpdate, WireError } from "./wireFormat";

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

const codecs = new Map<number, Codec>([
  [text.code, text],
  [rawDeflate.code, rawDeflate],
]);

/** What a canvas does, in an array. */
async function paint(data: ArrayBuffer): Promise<Uint8Array> {
  const update = readUpdate(data);
  const rgb = new Uint8Array(update.width * update.height * 3);
  for (const rect of update.operations) {
    if (rect.source !== null) {
      copy(rgb, update.width, rect, rect.source);
      continue;
    }
    const decoded = await codecs.get(rect.codec)?.decode(rect.payload, rect.width, rect.height);
    if (decoded?.kind !== "rgba") throw new Error("not decoded");
    for (let i = 0; i < rect.width * rect.height; i++) {
      const x = rect.x + (i % rect.width);
      const y = rect.y + Math.floor(i / rect.width);
      rgb.set(decoded.rgba.subarray(i * 4, i * 4 + 3), (y * update.width + x) * 3);
      expect(decoded.rgba[i * 4 + 3]).toBe(255);
    }
  }
  return rgb;
}

function copy(rgb: Uint8Array, width: number, to: Box, from: { x: number; y: number }): void {
  const before = rgb.slice();
  for (let row = 0; row < to.height; row++) {
    const start = ((from.y + row) * width + from.x) * 3;
    rgb.set(before.subarray(start, start + to.width * 3), ((to.y + row) * width + to.x) * 3);
  }
}

describe("an update written by the gateway", () => {
  const data = bytes(golden.update).buffer;

  it("is read with its head", () => {
    const { generation, width, height, keyframe, exact, operations } = readUpdate(data);
    expect({ generation, width, height, keyframe, exact }).toEqual({
      generation: golden.generation,
      width: golden.width,
      height: golden.height,
      keyframe: true,
      exact: true,
    });
    expect(operations.map(({ codec }) => codec)).toEqual([2, 2, 2, 2, 2, 1, 0, 0, 2]);
  });

  it("gives the very pixels that the gateway had, in every palette depth", async () => {
    expect(await paint(data)).toEqual(bytes(golden.rgb));
  });

  it("is refused when cut short anywhere", () => {
    for (let length = 0; length < data.byteLength; length += 7) {
      expect(() => readUpdate(data.slice(0, length))).toThrow(WireError);
    }
  });

  it("is refused in another version", () => {
    const other = new Uint8Array(data.slice(0));
    other[0] = 9;
    expect(() => readUpdate(other.buffer)).toThrow(WireError);
  });
});
