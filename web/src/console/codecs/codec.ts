/** What a codec of rectangles is: see `telescan/console/codecs`. */

/** Red, green, blue, alpha of each pixel, row by row. */
export type Rgba = Uint8ClampedArray<ArrayBuffer>;

export type Decoded = { kind: "rgba"; rgba: Rgba } | { kind: "bitmap"; bitmap: ImageBitmap };

export interface Codec {
  /** The byte that names it on the wire. */
  readonly code: number;
  /** Every pixel comes out as it was at the site. */
  readonly exact: boolean;
  decode(payload: Uint8Array<ArrayBuffer>, width: number, height: number): Decoded | Promise<Decoded>;
}

export class CodecError extends Error {}
