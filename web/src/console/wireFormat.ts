/** Updates of the screen, as `telescan/console/wire_format.py` writes them; big endian. */

const VERSION = 2;
const HEAD_BYTES = 12;
const OPERATION_BYTES = 14;
const COPY_BYTES = 4;
const KEYFRAME = 1;
const EXACT = 2;

/** Columns of a cell; a cell is one row high. */
export const GRID_PX = 16;
/** The codec that takes its pixels from elsewhere on the screen. */
export const COPY = 0;
/** Codecs whose pixels are not quite the scanner's own. */
export const LOSSY: ReadonlySet<number> = new Set([5]);

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Operation extends Box {
  codec: number;
  /** Where a copy takes its pixels, as the screen is before it; null where it is no copy. */
  source: { x: number; y: number } | null;
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
  /** To be drawn in this order. */
  operations: Operation[];
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
  const operations: Operation[] = [];
  let at = HEAD_BYTES;
  for (let i = 0; i < count; i++) {
    const operation = readOperation(view, at);
    check(operation, width, height);
    operations.push(operation);
    at += OPERATION_BYTES + operation.payload.byteLength;
  }
  if (at !== data.byteLength) throw new WireError("bytes are left over");
  return {
    generation: view.getUint32(2),
    width,
    height,
    keyframe: (flags & KEYFRAME) !== 0,
    exact: (flags & EXACT) !== 0,
    operations,
  };
}

function readOperation(view: DataView<ArrayBuffer>, at: number): Operation {
  if (at + OPERATION_BYTES > view.byteLength) throw new WireError("an operation's head is cut short");
  const codec = view.getUint8(at + 8);
  const length = view.getUint32(at + 10);
  const start = at + OPERATION_BYTES;
  if (start + length > view.byteLength) throw new WireError("a payload is cut short");
  if (codec === COPY && length !== COPY_BYTES) throw new WireError("a copy names no source");
  return {
    x: view.getUint16(at),
    y: view.getUint16(at + 2),
    width: view.getUint16(at + 4),
    height: view.getUint16(at + 6),
    codec,
    source: codec === COPY ? { x: view.getUint16(start), y: view.getUint16(start + 2) } : null,
    payload: new Uint8Array(view.buffer, start, length),
  };
}

function check(operation: Operation, width: number, height: number): void {
  const fits = (x: number, y: number): boolean => {
    const right = x + operation.width;
    return (
      right <= width &&
      y + operation.height <= height &&
      x % GRID_PX === 0 &&
      (right % GRID_PX === 0 || right === width)
    );
  };
  const { source } = operation;
  if (!fits(operation.x, operation.y) || (source !== null && !fits(source.x, source.y))) {
    throw new WireError("an operation is not on the screen's grid");
  }
}
