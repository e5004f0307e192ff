/** Codec 2: up to 256 colours and one index a pixel, deflated; for text, lines and flat areas. */

import { type Codec, CodecError, type Decoded } from "./codec";
import { inflate } from "./deflate";

export function indexBits(colours: number): number {
  return [0, 1, 2, 4, 8].find((bits) => colours <= 1 << bits) ?? 8;
}

/** Colours as whole pixels, in the byte order of an image's memory. */
function readColours(plain: Uint8Array<ArrayBuffer>, count: number): Uint32Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * 4);
  for (let i = 0; i < count; i++) {
    bytes.set(plain.subarray(1 + i * 3, 4 + i * 3), i * 4);
    bytes[i * 4 + 3] = 255;
  }
  return new Uint32Array(bytes.buffer);
}

export const palette: Codec = {
  code: 2,
  exact: true,
  async decode(payload, width, height): Promise<Decoded> {
    const plain = await inflate(payload);
    const count = (plain[0] ?? 0) + 1;
    const bits = indexBits(count);
    const rowBytes = Math.ceil((width * bits) / 8);
    const start = 1 + count * 3;
    if (plain.length !== start + rowBytes * height) throw new CodecError("palette: wrong number of bytes");
    const colours = readColours(plain, count);
    const pixels = new Uint32Array(width * height);
    if (bits === 0) pixels.fill(colours[0] ?? 0);
    else unpack(plain.subarray(start), bits, rowBytes, width, colours, pixels);
    return { kind: "rgba", rgba: new Uint8ClampedArray(pixels.buffer) };
  },
};

function unpack(
  packed: Uint8Array<ArrayBuffer>,
  bits: number,
  rowBytes: number,
  width: number,
  colours: Uint32Array<ArrayBuffer>,
  pixels: Uint32Array<ArrayBuffer>,
): void {
  const mask = (1 << bits) - 1;
  for (let row = 0, to = 0; to < pixels.length; row += rowBytes) {
    for (let x = 0; x < width; x++, to++) {
      const bit = x * bits;
      const index = ((packed[row + (bit >> 3)] ?? 0) >> (8 - bits - (bit & 7))) & mask;
      const colour = colours[index];
      if (colour === undefined) throw new CodecError("palette: an index names no colour");
      pixels[to] = colour;
    }
  }
}
