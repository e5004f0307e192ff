/** The scanner's screen on a canvas: updates are decoded together and drawn in order, at once. */

import type { Codec, Decoded } from "./codecs/codec";
import type { EncodedRect, Update } from "./wireFormat";

export interface Canvas {
  width: number;
  height: number;
  getContext(kind: "2d", options: { alpha: boolean }): OffscreenCanvasRenderingContext2D | null;
}

export class Picture {
  private readonly context: OffscreenCanvasRenderingContext2D;

  constructor(
    private readonly canvas: Canvas,
    private readonly codecs: ReadonlyMap<number, Codec>,
  ) {
    const context = canvas.getContext("2d", { alpha: false });
    if (context === null) throw new Error("this browser gives no 2d context");
    this.context = context;
  }

  /** Decode everything; nothing is shown before `draw`. */
  async decode(update: Update): Promise<Decoded[]> {
    return Promise.all(update.rects.map((rect) => this.decodeRect(rect)));
  }

  /** Draw an update; tell whether the screen's size changed. */
  draw(update: Update, decoded: Decoded[]): boolean {
    const resized = this.canvas.width !== update.width || this.canvas.height !== update.height;
    if (resized) {
      this.canvas.width = update.width;
      this.canvas.height = update.height;
    }
    update.rects.forEach((rect, i) => {
      const content = decoded[i];
      if (content !== undefined) this.drawRect(rect, content);
    });
    return resized;
  }

  private async decodeRect(rect: EncodedRect): Promise<Decoded> {
    const codec = this.codecs.get(rect.codec);
    if (codec === undefined) throw new Error(`codec ${rect.codec} was not offered`);
    return codec.decode(rect.payload, rect.width, rect.height);
  }

  private drawRect(rect: EncodedRect, content: Decoded): void {
    if (content.kind === "rgba") {
      this.context.putImageData(new ImageData(content.rgba, rect.width, rect.height), rect.x, rect.y);
    } else {
      this.context.drawImage(content.bitmap, rect.x, rect.y);
      content.bitmap.close();
    }
  }
}
