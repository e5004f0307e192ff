/** Codec 3: lossless JPEG XL, decoded by the browser where it can (Chromium, Safari). */

import type { Codec, Decoded } from "./codec";

const exactly: ImageBitmapOptions = { colorSpaceConversion: "none", premultiplyAlpha: "none" };

export const jpegXl: Codec = {
  code: 3,
  exact: true,
  async decode(payload): Promise<Decoded> {
    const bitmap = await createImageBitmap(new Blob([payload], { type: "image/jxl" }), exactly);
    return { kind: "bitmap", bitmap };
  },
};

/** One pixel of (200, 100, 50). */
const ONE_PIXEL = "/woAEBAJCAQBADgASxiLFcJJ2uUB9iLFWQA=";
const EXPECTED = [200, 100, 50, 255];

/** Whether this browser decodes JPEG XL, and to the very colours that were encoded. */
export async function jpegXlWorks(): Promise<boolean> {
  try {
    const payload = Uint8Array.from(atob(ONE_PIXEL), (letter) => letter.charCodeAt(0));
    const decoded = await jpegXl.decode(payload, 1, 1);
    if (decoded.kind !== "bitmap") return false;
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context?.drawImage(decoded.bitmap, 0, 0);
    const seen = context?.getImageData(0, 0, 1, 1).data;
    return EXPECTED.every((value, i) => seen?.[i] === value);
  } catch {
    return false;
  }
}
