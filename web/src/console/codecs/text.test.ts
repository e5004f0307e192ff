// @vitest-environment node
import { describe, expect, it } from "vitest";

import golden from "../golden/text.json";
import { inflate } from "./deflate";
import { text } from "./text";

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

async function deflate(plain: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const deflated = new Blob([plain]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(deflated).arrayBuffer());
}

describe("text written by the gateway", () => {
  it.each(golden.cases)("is read to the very pixels: $name", async ({ width, height, payload, deflated_rgb }) => {
    const decoded = await text.decode(bytes(payload), width, height);
    if (decoded.kind !== "rgba") throw new Error("text is read to pixels");
    const rgb = await inflate(bytes(deflated_rgb));
    const expected = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let i = 0; i < width * height; i++) expected.set(rgb.subarray(i * 3, i * 3 + 3), i * 4);
    expect(decoded.rgba).toEqual(expected);
  });

  it.each(golden.cases)("is refused when cut short or of another size: $name", async ({ width, height, payload }) => {
    const plain = await inflate(bytes(payload));
    await expect(text.decode(await deflate(plain.slice(0, -1)), width, height)).rejects.toThrow();
    await expect(text.decode(bytes(payload), width + 1, height)).rejects.toThrow();
    await expect(text.decode(bytes(payload), width, height + 8)).rejects.toThrow();
  });
});
