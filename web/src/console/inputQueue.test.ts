import { describe, expect, it } from "vitest";

import { InputQueue, type Stamped } from "./inputQueue";

function move(x: number, buttons = 0, wheel = 0): Stamped {
  return { event: { kind: "pointer", x, y: 0, buttons, wheel_x: 0, wheel_y: wheel }, epoch: 1, atMs: x };
}

function key(down: boolean): Stamped {
  return { event: { kind: "key", keysym: 97, code: "KeyA", down }, epoch: 1, atMs: 0 };
}

describe("the input queue", () => {
  it("sends everything at once while the link takes it", () => {
    const queue = new InputQueue();
    expect([move(1), move(2), key(true)].flatMap((input) => queue.offer(input, true))).toEqual([
      move(1),
      move(2),
      key(true),
    ]);
  });

  it("keeps only the last of moves that wait", () => {
    const queue = new InputQueue();
    expect([move(1), move(2), move(3)].flatMap((input) => queue.offer(input, false))).toEqual([]);
    expect(queue.waiting).toBe(true);
    expect(queue.drained()).toEqual([move(3)]);
    expect(queue.drained()).toEqual([]);
  });

  it("keeps keys, buttons and wheel, and the order, on a link that takes nothing", () => {
    const queue = new InputQueue();
    const happened = [move(1), move(2), move(2, 1), move(3, 1), move(4, 1), move(4, 0), move(5), key(true), move(6, 0, 1)];
    const sent = [...happened.flatMap((input) => queue.offer(input, false)), ...queue.drained()];
    expect(sent).toEqual([move(2), move(2, 1), move(4, 1), move(4, 0), move(5), key(true), move(6, 0, 1)]);
  });

  it("forgets what waited when the link is lost", () => {
    const queue = new InputQueue();
    queue.offer(move(1), false);
    queue.forget();
    expect(queue.drained()).toEqual([]);
  });
});
