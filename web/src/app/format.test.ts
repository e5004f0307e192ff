import { expect, test } from "vitest";

import { formatFor } from "./format";

const english = formatFor("en");
const chinese = formatFor("zh-CN");
const NOW = Date.parse("2026-01-01T12:00:00Z");

test("durations read as minutes and seconds, and as hours where there are any", () => {
  expect(english.duration(134)).toBe("2:14");
  expect(english.duration(59.6)).toBe("1:00");
  expect(english.duration(3723)).toBe("1:02:03");
});

test("a ratio reads as its change, with a true minus", () => {
  expect(english.change(0.82)).toBe("−18%");
  expect(english.change(1.25)).toBe("+25%");
  expect(english.change(1)).toBe("0%");
});

test("numbers lose trailing zeros, and fixed ones keep them", () => {
  expect(english.number(4000)).toBe("4000");
  expect(english.number(2.5, 2)).toBe("2.5");
  expect(english.fixed(2, 1)).toBe("2.0");
});

test("ages are told in the reader's language", () => {
  expect(english.ago("2026-01-01T11:57:00Z", NOW)).toBe("3 min. ago");
  expect(chinese.ago("2026-01-01T11:57:00Z", NOW)).toBe("3分钟前");
});

test("a clock that runs ahead never tells of the future", () => {
  expect(english.ago("2026-01-01T12:00:30Z", NOW)).toBe("0 sec. ago");
});
