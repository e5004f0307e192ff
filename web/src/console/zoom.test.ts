import { expect, test } from "vitest";

import { fitZoom, keptView, rendering, scrollFor, stepped, turned } from "./zoom";

test("fit counts pixels of the display, not of CSS", () => {
  const screen = { width: 1920, height: 1200 };
  expect(fitZoom(screen, { width: 960, height: 900 }, 1)).toBe(0.5);
  expect(fitZoom(screen, { width: 960, height: 900 }, 2)).toBe(1);
});

test("steps go up and down through the same sizes and never past the ends", () => {
  expect(stepped(0.58, true)).toBe(0.75);
  expect(stepped(0.58, false)).toBe(0.5);
  expect(stepped(1, true)).toBe(1.25);
  expect(stepped(stepped(1, true), false)).toBe(1);
  expect(stepped(4, true)).toBe(4);
});

test("the wheel passes slowly over whole sizes, where text is sharp", () => {
  let zoom = 0.9;
  const seen = new Set<number>();
  for (let i = 0; i < 30; i++) seen.add((zoom = turned(zoom, -30)));
  expect(seen).toContain(1);
  expect(seen).toContain(2);
});

test("the point under the pointer stays where it is", () => {
  const [offset, pointer, grownBy] = [120, 300, 1.5];
  const after = scrollFor(offset, pointer, grownBy);
  expect((after + pointer) / grownBy).toBeCloseTo(offset + pointer);
});

test("only whole sizes show pixels as squares, up to where squares are wanted", () => {
  expect([0.58, 1, 1.5, 2, 3.3].map(rendering)).toEqual(["auto", "pixelated", "auto", "pixelated", "pixelated"]);
});

test("a view that was kept comes back, and anything else is fit", () => {
  expect([null, "", "fit", "NaN", "-1", "1.5"].map(keptView)).toEqual(["fit", "fit", "fit", "fit", "fit", 1.5]);
});
