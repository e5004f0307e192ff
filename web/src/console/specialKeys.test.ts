import { expect, test } from "vitest";

import { keysymsOfText, MOST_TYPED } from "./specialKeys";

test("a text is typed character by character, lines by Enter, whatever its line ends", () => {
  expect(keysymsOfText("Ab\r\nü\tµ")).toEqual([0x41, 0x62, 0xff0d, 0xfc, 0xff09, 0xb5]);
  expect(keysymsOfText("头")).toEqual([0x01005934]);
});

test("what no keyboard types is left out, and a text has an end", () => {
  expect(keysymsOfText("a\u0007b")).toEqual([0x61, 0x62]);
  expect(keysymsOfText("x".repeat(9999))).toHaveLength(MOST_TYPED);
});
