/** The scanner's screen on a canvas: updates are decoded together and drawn in order, at once. */

import type { Codec, Decoded } from "./codecs/codec";
import type { Operation, Update } from "./wireFormat";

export interface Canvas {
  width: number;
  height: number;
  getContext(kind: "2d", options: { alpha: boolean }): OffscreenCanvasRenderingContext2D | null;
}

export class Picture {
  private readonly context: OffscreenCanvasRenderingContext2D;

  constructor(
    private readonly canvas: Canvas & CanvasImageSource,
    private readonly codecs: ReadonlyMap<number, Codec>,
  ) {
    const context = canvas.getContext("2d", { alpha: false });
    if (context === null) throw new Error("this browser gives no 2d context");
    this.context = context;
  }

  /** Decode everything but copies (null); nothing is shown before `draw`. */
  async decode(update: Update): Promise<(Decoded | null)[]> {
    return Promise.all(update.operations.map((operation) => this.decodeOperation(operation)));
  }

  /** Draw an update; tell whether the screen's size changed. */
  draw(update: Update, decoded: (Decoded | null)[]): boolean {
    const resized = this.canvas.width !== update.width || this.canvas.height !== update.height;
    if (resized) {
      this.canvas.width = update.width;
      this.canvas.height = update.height;
    }
    update.operations.forEach((operation, i) => {
      const content = decoded[i];
      if (operation.source !== null) this.copy(operation, operation.source);
      else if (content) this.drawPixels(operation, content);
    });
    return resized;
  }

  private async decodeOperation(operation: Operation): Promise<Decoded | null> {
    if (operation.source !== null) return null;
    const codec = this.codecs.get(operation.codec);
    if (codec === undefined) throw new Error(`codec ${operation.codec} was not offered`);
    return codec.decode(operation.payload, operation.width, operation.height);
  }

  private copy({ x, y, width, height }: Operation, source: { x: number; y: number }): void {
    // A canvas drawn on itself is drawn as it was before (HTML, 4.12.5.1.14), also where they overlap.
    this.context.drawImage(this.canvas, source.x, source.y, width, height, x, y, width, height);
  }

  private drawPixels({ x, y, width, height }: Operation, content: Decoded): void {
    if (content.kind === "rgba") {
      this.context.putImageData(new ImageData(content.rgba, width, height), x, y);
    } else {
      this.context.drawImage(content.bitmap, x, y);
      content.bitmap.close();
    }
  }
}
