import { expect, test, vi } from "vitest";

import { MarkStore, strengthOf, withMarked, withoutMarks } from "./marks";
import type { Marked, Point } from "./messages";

const told = (points: Point[], change: Partial<Marked> = {}): Marked => ({
  type: "marked",
  mark_id: "v-1",
  person_id: "chen",
  display_name: "Chen Hao",
  colour: 0,
  shape: "freehand",
  stays: true,
  first: 0,
  points,
  age_ms: 0,
  ...change,
});

test("a line grows by the points that are told", () => {
  const begun = withMarked(new Map(), told([[1, 1], [2, 2]]), 0);
  const grown = withMarked(begun, told([[3, 3]], { first: 2 }), 0);
  expect(grown.get("v-1")?.points).toEqual([[1, 1], [2, 2], [3, 3]]);
});

test("points that do not follow what is known change nothing", () => {
  const begun = withMarked(new Map(), told([[1, 1]]), 0);
  expect(withMarked(begun, told([[9, 9]], { first: 4 }), 0)).toBe(begun);
});

test("what fades is gone in time, also for who joined late, and what stays is not", () => {
  const fading = withMarked(new Map(), told([[1, 1]], { stays: false, age_ms: 7000 }), 10_000).get("v-1");
  const standing = withMarked(new Map(), told([[1, 1]]), 10_000).get("v-1");
  if (fading === undefined || standing === undefined) throw new Error("no mark");
  expect(strengthOf(fading, 10_000)).toBeGreaterThan(0);
  expect(strengthOf(fading, 11_000)).toBe(0);
  expect(strengthOf(standing, 1e9)).toBe(1);
});

test("marks that are taken away are gone, others stay", () => {
  const marks = withMarked(withMarked(new Map(), told([[1, 1]]), 0), told([[1, 1]], { mark_id: "w-1" }), 0);
  expect([...withoutMarks(marks, ["v-1"]).keys()]).toEqual(["w-1"]);
});

test("a new connection forgets what the hub tells anew, and knows its own marks", () => {
  const listener = vi.fn();
  const store = new MarkStore(() => 0);
  store.subscribe(listener);
  store.heard(told([[1, 1]]));
  store.joined("v");
  expect(store.all().size).toBe(0);
  store.heard(told([[1, 1]]));
  expect(store.ownMark(1)?.name).toBe("Chen Hao");
  expect(listener).toHaveBeenCalledTimes(3);
});
