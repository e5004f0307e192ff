import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import en from "./locales/en.json";

test("every reason for which a site refuses a command has words", () => {
  const table = readFileSync(join(import.meta.dirname, "../../../src/telescan/session/refusal.py"), "utf8");
  const codes = [...table.matchAll(/^ {4}[A-Z_]+ = "(\w+)"$/gm)].map(([, code = ""]) => code);
  expect(codes.length).toBeGreaterThan(20);
  // What is invalid is named by the hub itself: the field, and what is wrong with it.
  expect(codes.filter((code) => code !== "invalid" && !(code in en.code))).toEqual([]);
});
