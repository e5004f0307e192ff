/** Updates of the screen, as `telescan/console/wire_format.py` writes them; big endian. */

const VERSION = 1;
const HEAD_BYTES = 12;
const RECT_BYTES = 13;
const KEYFRAME = 1;
const EXACT = 2;

export interface EncodedRect {
  x: number;
  y: number;
  width: number;
  height: number;
  codec: number;
  payload: Uint8Array<ArrayBuffer>;
}

export interface Update {
  generation: number;
  width: number;
  height: number;
  /** Nothing drawn before counts any more. */
  keyframe: boolean;
  /** With this update, every pixel shown is the scanner's own. */
  exact: boolean;
  rects: EncodedRect[];
}

export class WireError extends Error {}

export function readUpdate(data: ArrayBuffer): Update {
  const view = new DataView(data);
  if (data.byteLength < HEAD_BYTES) throw new WireError("the update is shorter than its head");
  if (view.getUint8(0) !== VERSION) throw new WireError(`the update has version ${view.getUint8(0)}`);
  const flags = view.getUint8(1);
  const count = view.getUint16(10);
  const width = view.getUint16(6);
  const height = view.getUint16(8);
  const rects: EncodedRect[] = [];
  let at = HEAD_BYTES;
  for (let i = 0; i < count; i++) {
    const rect = readRect(view, at);
    if (rect.x + rect.width > width || rect.y + rect.height > height) {
      throw new WireError("a rectangle is not on the screen");
    }
    rects.push(rect);
    at += RECT_BYTES + rect.payload.byteLength;
  }
  if (at !== data.byteLength) throw new WireError("bytes are left over");
  return {
    generation: view.getUint32(2),
    width,
    height,
    keyframe: (flags & KEYFRAME) !== 0,
    exact: (flags & EXACT) !== 0,
    rects,
  };
}

function readRect(view: DataView<ArrayBuffer>, at: number): EncodedRect {
  if (at + RECT_BYTES > view.byteLength) throw new WireError("a rectangle's head is cut short");
  const length = view.getUint32(at + 9);
  if (at + RECT_BYTES + length > view.byteLength) throw new WireError("a payload is cut short");
  return {
    x: view.getUint16(at),
    y: view.getUint16(at + 2),
    width: view.getUint16(at + 4),
    height: view.getUint16(at + 6),
    codec: view.getUint8(at + 8),
    payload: new Uint8Array(view.buffer, at + RECT_BYTES, length),
  };
}
