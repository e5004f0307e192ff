import { expect, test } from "vitest";

import type { SourceDescription } from "../../api/schema";
import { among, type Corner, cornerAt, nextCorner, opened, secondOf, START, withMain, withSmall } from "./arrangement";

const console: SourceDescription = { source_id: "console", name: "MR2", kind: "rfb", drivable: true };
const injector: SourceDescription = { source_id: "injector", name: "Injector", kind: "rfb", drivable: true };
const room: SourceDescription = { source_id: "room", name: "Room", kind: "camera", drivable: false };
const all = [console, injector, room];

test("making the small picture the large one swaps the two", () => {
  const watched = withSmall(START, "room");
  expect(withMain(watched, "room")).toMatchObject({ main: "room", small: "console" });
  expect(withMain(watched, "injector")).toMatchObject({ main: "injector", small: "room" });
});

test("a picture is never shown twice", () => {
  expect(withSmall(START, "console")).toEqual(START);
  for (const now of [START, withSmall(START, "room"), withMain(withSmall(START, "room"), "room")]) {
    expect(among(now, all).small).not.toBe(among(now, all).main);
  }
});

test("a source that the site takes away gives way to the console", () => {
  const now = withMain(withSmall(START, "room"), "injector");
  expect(among(now, [console, room])).toMatchObject({ main: "console", small: "room" });
  expect(among(now, [console])).toMatchObject({ main: "console", small: null });
});

test("the room comes first as a second picture", () => {
  expect(secondOf(START, all)).toBe("room");
  expect(secondOf(withMain(START, "room"), all)).toBe("console");
  expect(secondOf(START, [console])).toBeNull();
});

test("the camera is open only while it is seen, the console always", () => {
  expect(opened(START, all)).toEqual([console]);
  expect(opened(withMain(START, "injector"), all)).toEqual([console, injector]);
  expect(opened(withSmall(START, "room"), all)).toEqual([console, room]);
});

test("a small picture goes to the corner it was dragged to, and round by key", () => {
  expect(cornerAt(10, 10, 100, 100)).toBe("topLeft");
  expect(cornerAt(90, 80, 100, 100)).toBe("bottomRight");
  expect([1, 2, 3, 4].reduce<Corner>(nextCorner, "topLeft")).toBe("topLeft");
});
