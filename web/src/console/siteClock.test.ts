import { describe, expect, it } from "vitest";

import { SiteClock } from "./siteClock";

describe("the site's clock", () => {
  it("is unknown before its first pong and after another gateway came", () => {
    const clock = new SiteClock();
    expect(clock.atLeast(5)).toBeNull();
    clock.heard(1000, 5);
    clock.forget();
    expect(clock.atLeast(5)).toBeNull();
  });

  it("is never ahead of the truth, whatever pongs took", () => {
    const clock = new SiteClock();
    const trulyAhead = 1_000_000;
    for (const [left, way] of [
      [0, 400],
      [500, 30],
      [1000, 2500],
    ] as const) {
      clock.heard(left + trulyAhead, left + way);
      expect(clock.atLeast(left + way)).toBeLessThanOrEqual(left + way + trulyAhead);
    }
    expect(clock.atLeast(4000)).toBe(4000 + trulyAhead - 30);
  });

  it("follows a page whose own clock stood still", () => {
    const clock = new SiteClock();
    clock.heard(1000, 1000);
    clock.heard(61_000, 1500);
    expect(clock.atLeast(1500)).toBe(61_000);
  });

  it("forgets what was seen long ago, as clocks drift", () => {
    const clock = new SiteClock();
    clock.heard(1000, 0);
    for (let now = 500; now < 40_000; now += 500) clock.heard(now, now);
    expect(clock.atLeast(40_000)).toBe(40_000);
  });
});
