import { expect, test } from "vitest";

import { says } from "./vendor";

test("a vendor's word that our name says already is not repeated", () => {
  expect(says("Repetition time TR", "TR")).toBe(true);
  expect(says("回波时间 TE", "TE")).toBe(true);
  expect(says("Averages", "NEX")).toBe(false);
  expect(says("Matrix, phase", "Phase")).toBe(true);
  expect(says("Patient", "TI")).toBe(false);
});
