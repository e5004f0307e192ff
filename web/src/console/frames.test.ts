import { describe, expect, it } from "vitest";

import { Frames } from "./frames";

describe("drawing", () => {
  it("happens at once when nothing was drawn in this frame, else with the next", async () => {
    const displayed: (() => void)[] = [];
    const frames = new Frames((then) => displayed.push(then));
    await frames.turn();
    let second = false;
    const turn = frames.turn().then(() => (second = true));
    await Promise.resolve();
    expect(second).toBe(false);
    displayed.shift()?.();
    await turn;
    expect(second).toBe(true);
    expect(displayed).toHaveLength(1);
  });
});
