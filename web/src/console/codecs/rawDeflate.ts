/** Codec 1: red, green, blue of each pixel, deflated. */

import { type Codec, CodecError, type Decoded } from "./codec";
import { inflate } from "./deflate";

export const rawDeflate: Codec = {
  code: 1,
  exact: true,
  decode(payload, width, height): Decoded {
    const rgb = inflate(payload);
    const pixels = width * height;
    if (rgb.length !== pixels * 3) throw new CodecError("raw-deflate: wrong number of bytes");
    const rgba = new Uint8ClampedArray(pixels * 4);
    for (let from = 0, to = 0; to < rgba.length; from += 3, to += 4) {
      rgba[to] = rgb[from] ?? 0;
      rgba[to + 1] = rgb[from + 1] ?? 0;
      rgba[to + 2] = rgb[from + 2] ?? 0;
      rgba[to + 3] = 255;
    }
    return { kind: "rgba", rgba };
  },
};
