import { describe, expect, it } from "vitest";

import { Frames } from "./frames";

describe("drawings", () => {
  function machine(): { frames: Frames; display: () => void; answered: number[]; draw: (name: number) => void } {
    const due: (() => void)[] = [];
    const frames = new Frames((then) => due.push(then));
    const answered: number[] = [];
    return {
      frames,
      answered,
      display: () => due.splice(0).forEach((then) => then()),
      draw: (name) => frames.drew(() => answered.push(name)),
    };
  }

  it("are answered for at once, two in a display frame, and any more with the next frames in order", () => {
    const { answered, display, draw } = machine();
    [1, 2, 3, 4, 5].forEach(draw);
    expect(answered).toEqual([1, 2]);
    display();
    expect(answered).toEqual([1, 2, 3, 4]);
    display();
    expect(answered).toEqual([1, 2, 3, 4, 5]);
  });

  it("are answered for at once again after a frame", () => {
    const { answered, display, draw } = machine();
    [1, 2].forEach(draw);
    display();
    draw(3);
    expect(answered).toEqual([1, 2, 3]);
  });

  it("ask for no frame while nothing is drawn", () => {
    let asked = 0;
    const frames = new Frames((then) => {
      asked += 1;
      then();
    });
    frames.drew(() => undefined);
    expect(asked).toBe(1);
  });
});
