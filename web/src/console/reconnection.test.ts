import { describe, expect, it } from "vitest";

import { tryForMs } from "./reconnection";

const SYN_REPEATS_MS = [0, 1000, 3000];

/** When the first packet leaves that the returned link lets through. */
function firstHeardMs(outageMs: number, roundTripMs: number): number {
  let at = 0;
  for (let tries = 0; ; tries++) {
    const limit = tryForMs(roundTripMs, at, tries);
    const heard = SYN_REPEATS_MS.find((repeat) => repeat < limit && at + repeat >= outageMs);
    if (heard !== undefined && heard + 3 * roundTripMs < limit) return at + heard;
    at += limit;
  }
}

describe("the times of reconnection", () => {
  it("leave a second at most between the link's return and the packet that finds it", () => {
    for (let outage = 100; outage < 20_000; outage += 137) {
      for (const roundTrip of [1, 50, 90, 150]) expect(firstHeardMs(outage, roundTrip) - outage).toBeLessThan(1001);
    }
  });

  it("let slow links finish their handshakes", () => {
    for (const roundTrip of [1, 100, 600]) expect(tryForMs(roundTrip, 0, 0)).toBeGreaterThan(3 * roundTrip);
    expect(tryForMs(null, 0, 0)).toBe(4000);
  });

  it("are patient now and then after long, as the link may have become slower", () => {
    const limits = [0, 1, 2, 3].map((tries) => tryForMs(50, 30_000, tries));
    expect(Math.max(...limits)).toBe(4000);
    expect(Math.min(...limits)).toBe(700);
  });
});
