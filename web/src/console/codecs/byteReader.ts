/** Takes numbers and parts off the front of bytes. */

import { CodecError } from "./codec";

export class ByteReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array<ArrayBuffer>) {}

  take(count: number): Uint8Array<ArrayBuffer> {
    const end = this.at + count;
    if (end > this.bytes.length) throw new CodecError(`${end - this.bytes.length} bytes are missing`);
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  number8(): number {
    const number = this.bytes[this.at++];
    if (number === undefined) throw new CodecError("bytes are missing");
    return number;
  }

  /** Big-endian. */
  number16(): number {
    return (this.number8() << 8) | this.number8();
  }

  /** Nothing may be left. */
  end(): void {
    if (this.at !== this.bytes.length) throw new CodecError(`${this.bytes.length - this.at} bytes are left over`);
  }
}
