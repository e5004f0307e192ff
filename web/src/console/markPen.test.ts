import { expect, test } from "vitest";

import { MarkPen, SEND_EVERY_MS } from "./markPen";
import type { Draw, Point } from "./messages";

/** A hub that takes marks by its rules, and a clock that the test turns. */
function hubWithPen() {
  const sent: Draw[] = [];
  const marks = new Map<number, Point[]>();
  const waiting: { at: number; then: () => void }[] = [];
  let now = 0;
  const pen = new MarkPen(
    {
      send: (message) => {
        sent.push(message);
        const before = message.first === 0 ? [] : (marks.get(message.number) ?? []);
        expect(message.first).toBe(before.length);
        expect(message.points.length).toBeLessThanOrEqual(64);
        marks.set(message.number, [...before, ...message.points]);
      },
      later: (then, ms) => waiting.push({ at: now + ms, then }),
    },
    1,
  );
  const pass = (ms: number) => {
    now += ms;
    while (waiting[0] && waiting[0].at <= now) waiting.shift()?.then();
  };
  return { pen, sent, marks, pass };
}

test("a line arrives whole, in at most thirty messages a second", () => {
  const { pen, sent, marks, pass } = hubWithPen();
  const drawn: Point[] = [[0, 0]];
  pen.begin("freehand", true, [0, 0]);
  for (let i = 1; i <= 250; i++) {
    drawn.push([i * 3, i]);
    pen.move([i * 3, i]);
    pass(4);
  }
  pen.end();
  expect(marks.get(1)).toEqual(drawn);
  expect(sent.length).toBeLessThanOrEqual(1000 / SEND_EVERY_MS + 2);
});

test("a line that is too long for one mark goes on in the next, without a gap", () => {
  const { pen, marks } = hubWithPen();
  pen.begin("freehand", true, [0, 0]);
  for (let i = 1; i <= 700; i++) pen.move([i * 3, 0]);
  pen.end();
  const [first, second] = [marks.get(1) ?? [], marks.get(2) ?? []];
  expect(first.length).toBe(512);
  expect(second[0]).toEqual(first.at(-1));
  expect(second.at(-1)).toEqual([2100, 0]);
});

test("a shape is told by its two corners, the last of them where the hand was lifted", () => {
  const { pen, marks } = hubWithPen();
  pen.begin("box", false, [10, 10]);
  for (let i = 11; i < 90; i++) pen.move([i, i]);
  pen.end();
  expect(marks.get(1)).toEqual([[10, 10], [89, 89]]);
});

test("a click without a move is no mark", () => {
  const { pen, sent } = hubWithPen();
  pen.begin("arrow", true, [10, 10]);
  pen.end();
  expect(sent).toEqual([]);
});

test("the pointer goes where the hand is, seldom enough, and ends up where it rests", () => {
  const { pen, sent, pass } = hubWithPen();
  for (let i = 0; i < 100; i++) {
    pen.point([i, i]);
    pass(5);
  }
  pass(100);
  expect(sent.every(({ shape, number }) => shape === "pointer" && number === 0)).toBe(true);
  expect(sent.length).toBeLessThanOrEqual(500 / SEND_EVERY_MS + 2);
  expect(sent.at(-1)?.points).toEqual([[99, 99]]);
});
