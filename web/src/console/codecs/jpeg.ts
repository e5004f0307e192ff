/** Codec 5: JPEG, lossy, for images that move while the link is short of room. */

import type { Codec, Decoded } from "./codec";

export const jpeg: Codec = {
  code: 5,
  exact: false,
  async decode(payload): Promise<Decoded> {
    const bitmap = await createImageBitmap(new Blob([payload], { type: "image/jpeg" }), {
      colorSpaceConversion: "none",
    });
    return { kind: "bitmap", bitmap };
  },
};
