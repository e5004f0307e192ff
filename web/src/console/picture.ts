/** The scanner's screen on a canvas: everything is decoded at once and drawn as soon as it may be. */

import type { Codec, Decoded } from "./codecs/codec";
import { DrawOrder } from "./drawOrder";
import type { Operation, Update } from "./wireFormat";

export interface Canvas {
  width: number;
  height: number;
  getContext(kind: "2d", options: { alpha: boolean }): OffscreenCanvasRenderingContext2D | null;
}

const WHOLE = { x: 0, y: 0, width: Infinity, height: Infinity };

export class Picture {
  private readonly context: OffscreenCanvasRenderingContext2D;
  private readonly order = new DrawOrder();
  private width = 0;
  private height = 0;

  constructor(
    private readonly canvas: Canvas & CanvasImageSource,
    private readonly codecs: ReadonlyMap<number, Codec>,
  ) {
    const context = canvas.getContext("2d", { alpha: false });
    if (context === null) throw new Error("this browser gives no 2d context");
    this.context = context;
  }

  /**
   * Show an update. Resolves when all of it is drawn: whether the screen's size changed. Rejects
   * where a part cannot be read; all else is drawn nevertheless.
   */
  async show(update: Update): Promise<boolean> {
    const { width, height } = update;
    const resized = width !== this.width || height !== this.height;
    if (resized) {
      this.width = width;
      this.height = height;
      this.order.next([WHOLE])(() => Object.assign(this.canvas, { width, height }));
    }
    await Promise.all(update.operations.map((operation) => this.showOperation(operation)));
    return resized;
  }

  private async showOperation(operation: Operation): Promise<void> {
    const { source, width, height } = operation;
    const touches = source === null ? [operation] : [operation, { ...source, width, height }];
    const ready = this.order.next(touches);
    try {
      // Awaited only where it takes time: what is known already is drawn before anything else happens.
      const decoded = source === null ? this.decoded(operation) : null;
      const content = decoded instanceof Promise ? await decoded : decoded;
      await new Promise<void>((drawn) =>
        ready(() => {
          this.draw(operation, content);
          drawn();
        }),
      );
    } catch (error) {
      ready(() => undefined);
      throw error;
    }
  }

  private decoded({ codec: code, payload, width, height }: Operation): Decoded | Promise<Decoded> {
    const codec = this.codecs.get(code);
    if (codec === undefined) throw new Error(`codec ${code} was not offered`);
    return codec.decode(payload, width, height);
  }

  private draw(operation: Operation, content: Decoded | null): void {
    const { x, y, width, height, source } = operation;
    if (source !== null) {
      // A canvas drawn on itself is drawn as it was before (HTML, 4.12.5.1.14), also where they overlap.
      this.context.drawImage(this.canvas, source.x, source.y, width, height, x, y, width, height);
    } else if (content?.kind === "rgba") {
      this.context.putImageData(new ImageData(content.rgba, width, height), x, y);
    } else if (content?.kind === "bitmap") {
      this.context.drawImage(content.bitmap, x, y);
      content.bitmap.close();
    }
  }
}
