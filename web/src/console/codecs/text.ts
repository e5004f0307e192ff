/** Codec 2: text, lines and flat areas as distinct columns; see `telescan/console/codecs/text.py`. */

import { ByteReader } from "./byteReader";
import { type Codec, CodecError, type Decoded } from "./codec";
import { inflate } from "./deflate";

const FEW = 256;
const LONGEST_RUN = 128;

/** Distinct columns of one height side by side, row by row, as whole pixels. */
interface Block {
  readonly columns: number;
  readonly pixels: Uint32Array;
}

export const text: Codec = {
  code: 2,
  exact: true,
  decode(payload, width, height): Decoded {
    const pixels = readText(new ByteReader(inflate(payload)), width, height);
    return { kind: "rgba", rgba: new Uint8ClampedArray(pixels.buffer) };
  },
};

export function indexBits(colours: number): number {
  return [0, 1, 2, 4, 8].find((bits) => colours <= 1 << bits) ?? 16;
}

function readText(reader: ByteReader, width: number, height: number): Uint32Array<ArrayBuffer> {
  const colours = readColours(reader);
  const rowBits = reader.take(Math.ceil(height / 8));
  const repeats = (y: number) => (((rowBits[y >> 3] ?? 0) >> (7 - (y & 7))) & 1) === 1;
  const bands = bandHeights(repeats, height);
  const heights = [...new Set(bands)];
  const counts = heights.map(() => reader.number16() + 1);
  const bits = indexBits(colours.length);
  const blocks = new Map<number, Block>();
  heights.forEach((of, i) => blocks.set(of, readBlock(reader, of, counts[i] ?? 0, bits, colours)));
  const numbers = readRuns(reader, Math.max(...counts) > FEW, width * bands.length);
  const pixels = new Uint32Array(width * height);
  let y = 0;
  bands.forEach((of, band) => {
    const block = blocks.get(of);
    if (block === undefined) throw new CodecError("text: no columns of a band's height");
    putBand(block, numbers.subarray(band * width, (band + 1) * width), pixels, y * width);
    for (y += of; y < height && repeats(y); y++) {
      pixels.copyWithin(y * width, (y - 1) * width, y * width);
    }
  });
  return pixels;
}

/** Colours as whole pixels, in the byte order of an image's memory. */
function readColours(reader: ByteReader): Uint32Array {
  const count = reader.number16() + 1;
  const planes = reader.take(3 * count);
  const bytes = new Uint8Array(4 * count);
  let [green, red, blue] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    green += planes[i] ?? 0;
    red += planes[count + i] ?? 0;
    blue += planes[2 * count + i] ?? 0;
    bytes.set([(red + green) & 255, green & 255, (blue + green) & 255, 255], 4 * i);
  }
  return new Uint32Array(bytes.buffer);
}

/** A row that is repeated is a band of its own; the rows between two such are one band. */
export function bandHeights(repeats: (y: number) => boolean, height: number): number[] {
  if (repeats(0)) throw new CodecError("text: there is no row above the first");
  const bands: number[] = [];
  let open = false;
  for (let y = 0; y < height; y++) {
    if (repeats(y)) continue;
    const repeated = y + 1 < height && repeats(y + 1);
    if (open && !repeated) bands[bands.length - 1] = (bands[bands.length - 1] ?? 0) + 1;
    else bands.push(1);
    open = !repeated;
  }
  return bands;
}

function readBlock(reader: ByteReader, height: number, columns: number, bits: number, colours: Uint32Array): Block {
  const pixels = new Uint32Array(columns * height);
  const rowBytes = bits === 16 ? columns : Math.ceil((columns * bits) / 8);
  const low = reader.take(rowBytes * height);
  const high = bits === 16 ? reader.take(rowBytes * height) : null;
  const mask = (1 << Math.min(bits, 8)) - 1;
  for (let row = 0, to = 0; row < height; row++) {
    for (let x = 0; x < columns; x++, to++) {
      let index = 0;
      if (bits >= 8) index = (low[to] ?? 0) | ((high?.[to] ?? 0) << 8);
      else if (bits > 0) {
        const bit = x * bits;
        index = ((low[row * rowBytes + (bit >> 3)] ?? 0) >> (8 - bits - (bit & 7))) & mask;
      }
      const colour = colours[index];
      if (colour === undefined) throw new CodecError("text: an index names no colour");
      pixels[to] = colour;
    }
  }
  return { columns, pixels };
}

/** Which distinct column stands where, in all bands one after the other. */
function readRuns(reader: ByteReader, wide: boolean, count: number): Uint16Array {
  const numbers = new Uint16Array(count);
  let to = 0;
  while (to < count) {
    let number = wide ? reader.number16() : reader.number8();
    const byte = reader.number8();
    const step = byte < LONGEST_RUN ? 1 : 0;
    const end = to + (byte % LONGEST_RUN) + 1;
    if (end > count) throw new CodecError("text: too many columns");
    for (; to < end; to++, number += step) numbers[to] = number;
  }
  reader.end();
  return numbers;
}

function putBand(block: Block, numbers: Uint16Array, pixels: Uint32Array, start: number): void {
  const { columns, pixels: distinct } = block;
  const width = numbers.length;
  for (let x = 0; x < width; x++) {
    if ((numbers[x] ?? columns) >= columns) throw new CodecError("text: a number names no column");
  }
  for (let from = 0, to = start; from < distinct.length; from += columns, to += width) {
    for (let x = 0; x < width; x++) pixels[to + x] = distinct[from + (numbers[x] ?? 0)] ?? 0;
  }
}
