import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { LiveSocket, QUIET_MS, waitBeforeAttempt, type LiveMessage, type LiveState } from "./socket";

/** The half of a WebSocket that the code under test touches; the test plays the network. */
class Line {
  onopen: () => void = () => undefined;
  onclose: () => void = () => undefined;
  onmessage: (event: { data: string }) => void = () => undefined;
  closed = false;
  close(): void {
    this.closed = true;
  }
}

let lines: Line[];
let states: LiveState[];
let messages: LiveMessage[];
let answered: boolean;
let socket: LiveSocket;

const line = (index: number): Line => {
  const found = lines[index];
  if (!found) throw new Error(`no connection ${index}`);
  return found;
};

beforeEach(() => {
  vi.useFakeTimers();
  [lines, states, messages] = [[], [], []];
  answered = true;
  socket = new LiveSocket(
    "ws://hub/api/live",
    { onMessage: (message) => messages.push(message), onState: (state) => states.push(state) },
    {
      open: () => {
        const made = new Line();
        lines.push(made);
        return made as unknown as WebSocket;
      },
      answers: () => Promise.resolve(answered),
    },
  );
  socket.start();
});
afterEach(() => {
  socket.stop();
  vi.useRealTimers();
});

test("it says when it is live, and when it no longer is", () => {
  line(0).onopen();
  line(0).onclose();
  expect(states).toEqual(["connecting", "live", "lost"]);
});

test("it comes back by itself, however often the line breaks", () => {
  for (let attempt = 0; attempt < 6; attempt += 1) {
    line(attempt).onclose();
    vi.advanceTimersByTime(8_000);
    expect(lines).toHaveLength(attempt + 2);
  }
  line(6).onopen();
  expect(states.at(-1)).toBe("live");
});

test("once stopped it neither comes back nor speaks", () => {
  socket.stop();
  line(0).onclose();
  line(0).onmessage({ data: '{"topic":"site"}' });
  vi.advanceTimersByTime(60_000);
  expect(lines).toHaveLength(1);
  expect(line(0).closed).toBe(true);
  expect(messages).toEqual([]);
});

test("waits grow to a bound and are never nothing", () => {
  const waits = Array.from({ length: 12 }, (_, failures) => waitBeforeAttempt(failures, 0.5));
  expect([...waits].sort((a, b) => a - b)).toEqual(waits);
  expect(Math.max(...waits)).toBeLessThanOrEqual(8_000);
  expect(waitBeforeAttempt(0, 0)).toBeGreaterThan(0);
});

test("a quiet line is kept while the hub answers, and given up when it does not", async () => {
  line(0).onopen();
  await vi.advanceTimersByTimeAsync(3 * QUIET_MS);
  expect(states.at(-1)).toBe("live");
  answered = false;
  await vi.advanceTimersByTimeAsync(QUIET_MS);
  expect(states.at(-1)).toBe("lost");
  expect(line(0).closed).toBe(true);
});

test("what an abandoned line still says is not heard", async () => {
  line(0).onopen();
  answered = false;
  await vi.advanceTimersByTimeAsync(QUIET_MS);
  line(0).onmessage({ data: '{"topic":"site"}' });
  line(0).onclose();
  expect(messages).toEqual([]);
  expect(states.filter((state) => state === "lost")).toHaveLength(1);
});
