import { describe, expect, it } from "vitest";

import { DrawOrder } from "./drawOrder";
import type { Box } from "./wireFormat";

const SIDE = 12;

/** The same numbers on every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed * 2654435761 + 1;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

interface Stroke {
  target: Box;
  source: Box | null;
  ink: number;
}

function strokes(roll: (sides: number) => number): Stroke[] {
  return Array.from({ length: 10 }, (_, ink) => {
    const [width, height] = [1 + roll(6), 1 + roll(6)];
    const box = () => ({ x: roll(SIDE - width), y: roll(SIDE - height), width, height });
    return { target: box(), source: roll(3) === 0 ? box() : null, ink: ink + 1 };
  });
}

function paint(screen: Uint8Array, { target, source, ink }: Stroke): void {
  const before = screen.slice();
  for (let y = 0; y < target.height; y++) {
    for (let x = 0; x < target.width; x++) {
      const from = source && before[(source.y + y) * SIDE + source.x + x];
      screen[(target.y + y) * SIDE + target.x + x] = from ?? ink;
    }
  }
}

describe("what becomes ready at different times", () => {
  it("gives in the end the picture that drawing one after the other gives", () => {
    for (let seed = 0; seed < 300; seed++) {
      const roll = dice(seed);
      const all = strokes(roll);
      const [expected, seen] = [new Uint8Array(SIDE * SIDE), new Uint8Array(SIDE * SIDE)];
      all.forEach((stroke) => paint(expected, stroke));
      const order = new DrawOrder();
      const due = all.map((stroke) => {
        const ready = order.next(stroke.source ? [stroke.target, stroke.source] : [stroke.target]);
        return () => ready(() => paint(seen, stroke));
      });
      while (due.length > 0) due.splice(roll(due.length), 1)[0]?.();
      expect(seen).toEqual(expected);
    }
  });

  it("is drawn at once beside what is not ready, and after it where both touch the same pixels", () => {
    const drawn: string[] = [];
    const order = new DrawOrder();
    const image = order.next([{ x: 100, y: 0, width: 50, height: 50 }]);
    order.next([{ x: 0, y: 0, width: 50, height: 50 }])(() => drawn.push("letter"));
    order.next([{ x: 140, y: 40, width: 50, height: 50 }])(() => drawn.push("on the image"));
    expect(drawn).toEqual(["letter"]);
    image(() => drawn.push("image"));
    expect(drawn).toEqual(["letter", "image", "on the image"]);
  });
});
