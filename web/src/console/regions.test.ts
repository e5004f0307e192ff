import { expect, test } from "vitest";

import { regionsOf } from "./regions";

const box = (x: number, y: number, width = 16, height = 16) => ({ x, y, width, height });

test("boxes of one image are one region, two images apart are two", () => {
  expect(regionsOf([box(0, 0), box(16, 0), box(0, 16)])).toEqual([box(0, 0, 32, 32)]);
  expect(regionsOf([box(0, 0), box(500, 500)])).toHaveLength(2);
});

test("a box between two regions makes them one", () => {
  expect(regionsOf([box(0, 0), box(90, 0), box(48, 0)])).toEqual([box(0, 0, 106, 16)]);
});

test("nothing that is not exact lies outside every region", () => {
  const boxes = Array.from({ length: 200 }, (_, i) => box((i * 7919) % 1900, (i * 104_729) % 1180));
  const regions = regionsOf(boxes);
  const inside = ({ x, y }: { x: number; y: number }) =>
    regions.some((r) => r.x <= x && r.y <= y && x + 16 <= r.x + r.width && y + 16 <= r.y + r.height);
  expect(boxes.every(inside)).toBe(true);
});
