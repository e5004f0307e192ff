import { describe, expect, it } from "vitest";

import { Exactness } from "./exactness";
import type { Operation, Update } from "./wireFormat";

const WIDTH = 70;
const HEIGHT = 40;

function drawn(codec: number, x: number, y: number, width: number, height: number): Operation {
  return { x, y, width, height, codec, source: null, payload: new Uint8Array() };
}

function copied(x: number, y: number, width: number, height: number, from: { x: number; y: number }): Operation {
  return { ...drawn(0, x, y, width, height), source: from };
}

function update(...operations: Operation[]): Update {
  return { generation: 1, width: WIDTH, height: HEIGHT, keyframe: false, exact: false, operations };
}

function after(...updates: Update[]): Exactness {
  const exactness = new Exactness();
  updates.forEach((each) => exactness.follow(each));
  return exactness;
}

describe("what is exact", () => {
  it("is everything while nothing lossy was drawn", () => {
    expect(after(update(drawn(2, 0, 0, WIDTH, HEIGHT))).inexact).toEqual([]);
  });

  it("is not what a lossy codec drew, up to the screen's edge", () => {
    const { inexact } = after(update(drawn(5, 48, 3, 22, 10)));
    expect(inexact).toEqual([{ x: 48, y: 3, width: 22, height: 10 }]);
  });

  it("is again what exact pixels were drawn over", () => {
    const { inexact } = after(update(drawn(5, 16, 0, 32, 20)), update(drawn(3, 16, 5, 16, 15)));
    expect(inexact).toEqual([
      { x: 16, y: 0, width: 32, height: 5 },
      { x: 32, y: 5, width: 16, height: 15 },
    ]);
    expect(after(update(drawn(5, 16, 0, 32, 20)), update(drawn(1, 0, 0, WIDTH, HEIGHT))).inexact).toEqual([]);
  });

  it("moves with copies, upward and downward, also where source and target overlap", () => {
    const lossy = update(drawn(5, 0, 10, 16, 4));
    expect(after(lossy, update(copied(0, 2, 16, 30, { x: 0, y: 5 }))).inexact).toEqual([
      { x: 0, y: 7, width: 16, height: 4 },
    ]);
    expect(after(lossy, update(copied(0, 5, 16, 30, { x: 0, y: 2 }))).inexact).toEqual([
      { x: 0, y: 13, width: 16, height: 4 },
    ]);
    expect(after(lossy, update(copied(32, 20, 16, 4, { x: 0, y: 10 }))).inexact).toEqual([
      { x: 0, y: 10, width: 16, height: 4 },
      { x: 32, y: 20, width: 16, height: 4 },
    ]);
  });

  it("starts over with a keyframe", () => {
    const keyframe = { ...update(drawn(2, 0, 0, WIDTH, HEIGHT)), keyframe: true };
    expect(after(update(drawn(5, 0, 0, 16, 4)), keyframe).inexact).toEqual([]);
  });

  it("keeps the same list while nothing changes", () => {
    const exactness = after(update(drawn(5, 0, 0, 16, 4)));
    const before = exactness.inexact;
    exactness.follow(update(drawn(5, 0, 0, 16, 4)));
    expect(exactness.inexact).toBe(before);
  });
});
