/**
 * In which order things are drawn that become ready at different times. Pure.
 *
 * Each is drawn as soon as it is ready, but never before an earlier one that touches the same
 * pixels: so the letter that was typed does not wait for an image that is still being decoded, and
 * what is seen in the end is what drawing one after the other would give.
 */

import type { Box } from "./wireFormat";

interface Waiting {
  readonly touches: readonly Box[];
  draw: (() => void) | null;
}

export class DrawOrder {
  private waiting: Waiting[] = [];

  /** Take the next place in the order; `touches`: what is read or painted. Call the result once ready. */
  next(touches: readonly Box[]): (draw: () => void) => void {
    const place: Waiting = { touches, draw: null };
    this.waiting.push(place);
    return (draw) => {
      place.draw = draw;
      this.drawWhatMay();
    };
  }

  private drawWhatMay(): void {
    const left: Waiting[] = [];
    for (const place of this.waiting) {
      if (place.draw !== null && !left.some((earlier) => clash(earlier, place))) place.draw();
      else left.push(place);
    }
    this.waiting = left;
  }
}

function clash(one: Waiting, other: Waiting): boolean {
  return one.touches.some((a) => other.touches.some((b) => overlap(a, b)));
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
