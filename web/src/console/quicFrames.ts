/** What the streams of a console over QUIC carry: see `telescan/wire/quic/frames.py`. Pure. */

const HEADER_BYTES = 5;
const COUNT_BYTES = 4;
const MOST_BYTES = 16 << 20;

/** The first byte of a stream. */
export const Lane = { input: 0, messages: 1, pictures: 2 } as const;
export const Kind = { text: 1, picture: 2, ping: 3, pong: 4, end: 5 } as const;

export interface Frame {
  kind: number;
  payload: Uint8Array;
}

export function writeFrame(kind: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEADER_BYTES + payload.length);
  const head = new DataView(frame.buffer);
  head.setUint8(0, kind);
  head.setUint32(1, payload.length);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** Takes a stream's bytes as they come and returns whole frames. */
export class FrameReader {
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private needed = HEADER_BYTES;

  /** Throws RangeError where a frame is longer than any may be. */
  feed(data: Uint8Array): Frame[] {
    this.waiting.push(data);
    this.waitingBytes += data.length;
    const frames: Frame[] = [];
    while (this.waitingBytes >= this.needed) {
      const bytes = this.joined();
      const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const length = head.getUint32(1);
      if (length > MOST_BYTES) throw new RangeError(`a frame of ${length} bytes`);
      const end = HEADER_BYTES + length;
      if (bytes.length < end) {
        this.needed = end;
        break;
      }
      frames.push({ kind: head.getUint8(0), payload: bytes.subarray(HEADER_BYTES, end) });
      this.keep(bytes.subarray(end));
    }
    return frames;
  }

  /** A picture of many pieces is copied once, when it is whole. */
  private joined(): Uint8Array {
    const [first] = this.waiting;
    if (first?.length === this.waitingBytes) return first;
    const whole = new Uint8Array(this.waitingBytes);
    let at = 0;
    for (const piece of this.waiting) {
      whole.set(piece, at);
      at += piece.length;
    }
    this.waiting = [whole];
    return whole;
  }

  private keep(rest: Uint8Array): void {
    this.waiting = [rest];
    this.waitingBytes = rest.length;
    this.needed = HEADER_BYTES;
  }
}

/** Puts texts and pictures into the order in which they may be acted on. */
export class Arrivals {
  private texts = 0;
  private held: { after: number; picture: ArrayBuffer }[] = [];

  text(text: string): (string | ArrayBuffer)[] {
    this.texts += 1;
    return [text, ...this.released()];
  }

  /** Returns the picture of a frame's payload, unless it has to wait for a text. */
  picture(payload: Uint8Array): ArrayBuffer[] {
    const after = new DataView(payload.buffer, payload.byteOffset, payload.byteLength).getUint32(0);
    this.held.push({ after, picture: payload.slice(COUNT_BYTES).buffer });
    return this.released();
  }

  private released(): ArrayBuffer[] {
    const waits = this.held.findIndex(({ after }) => after > this.texts);
    return this.held.splice(0, waits === -1 ? this.held.length : waits).map(({ picture }) => picture);
  }
}
