import { expect, test } from "vitest";

import { summaryOf, withDelay } from "./delays";

test("without a round trip there is nothing to say", () => {
  expect(summaryOf([])).toBeNull();
});

test("one late answer moves the 95th percentile's neighbour, not the delay that is shown", () => {
  const summary = summaryOf([20, 21, 20, 22, 900, 20]);
  expect(summary?.smoothedMs).toBe(21);
  expect(summary?.p95Ms).toBe(900);
});

test("jitter is the mean change between round trips", () => {
  expect(summaryOf([10, 20, 10])?.jitterMs).toBe(10);
  expect(summaryOf([10])?.jitterMs).toBe(0);
});

test("answers of the hub alone add no round trip to the site, and a minute is kept", () => {
  const state = { delay: { hubMs: 1, siteMs: 30 }, delaysMs: Array.from({ length: 60 }, () => 30) };
  expect(withDelay(state, { hubMs: 2, siteMs: 30 })).toBe(state.delaysMs);
  const next = withDelay(state, { hubMs: 2, siteMs: 31 });
  expect(next.length).toBe(60);
  expect(next.at(-1)).toBe(31);
});
