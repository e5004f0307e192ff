import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type Delay, Link } from "./link";
import type { FromHub, ToHub } from "./messages";
import type { ConsoleStatus } from "./status";

class Socket {
  readyState = 0;
  bufferedAmount = 0;
  binaryType = "";
  said: ToHub[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;

  send(text: string): void {
    this.said.push(JSON.parse(text) as ToHub);
  }

  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.();
  }

  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  hear(message: FromHub | ArrayBuffer): void {
    this.onmessage?.({ data: message instanceof ArrayBuffer ? message : JSON.stringify(message) });
  }
}

function setUp() {
  const sockets: Socket[] = [];
  const statuses: ConsoleStatus[] = [];
  const delays: Delay[] = [];
  const link = new Link(
    "ws://hub",
    [1, 2],
    {
      status: (status) => statuses.push(status),
      message: () => undefined,
      picture: () => undefined,
      delay: (delay) => delays.push(delay),
    },
    {
      open: () => {
        const socket = new Socket();
        sockets.push(socket);
        return socket;
      },
      now: () => Date.now(),
      wallClock: () => Date.now(),
    },
  );
  link.start();
  const latest = () => sockets.at(-1) ?? expect.unreachable();
  return { link, sockets, statuses, delays, latest };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the link to the hub", () => {
  it("introduces itself with its codecs", () => {
    const { latest } = setUp();
    latest().accept();
    expect(latest().said[0]).toEqual({ type: "hello", codecs: [1, 2] });
  });

  it("numbers its inputs and never keeps one for later", () => {
    const { link, latest } = setUp();
    link.input(3, { kind: "release" });
    latest().accept();
    link.input(3, { kind: "release" });
    link.input(3, { kind: "release" });
    const inputs = latest().said.filter((message) => message.type === "input");
    expect(inputs.map((message) => message.seq)).toEqual([2, 3]);
  });

  it("measures the delay to the hub and to the site", () => {
    const { latest, delays } = setUp();
    latest().accept();
    vi.advanceTimersByTime(20);
    latest().hear({ type: "pong", viewer_id: "v", id: 1, by: "hub", site_ms: null });
    vi.advanceTimersByTime(30);
    latest().hear({ type: "pong", viewer_id: "v", id: 1, by: "site", site_ms: 7 });
    expect(delays.at(-1)).toEqual({ hubMs: 20, siteMs: 50 });
  });

  it("marks the picture when the hub falls silent and opens anew when it stays so", () => {
    const { link, latest, statuses, sockets } = setUp();
    latest().accept();
    latest().hear({ type: "state", state: "live", since: "2026-01-02T03:04:05Z" });
    link.drawn(1);
    expect(statuses.at(-1)).toEqual({ kind: "live" });
    vi.advanceTimersByTime(3000);
    expect(statuses.at(-1)).toMatchObject({ kind: "stale", cause: "hub" });
    vi.advanceTimersByTime(5000);
    expect(sockets.length).toBeGreaterThan(2);
    latest().accept();
    expect(latest().said[0]).toMatchObject({ type: "hello" });
    expect(sockets.filter((socket) => socket.readyState < 3)).toHaveLength(1);
  });

  it("opens another connection while the old one is in doubt, and keeps the old one if it speaks", () => {
    const { latest, sockets } = setUp();
    latest().accept();
    const [first] = sockets;
    vi.advanceTimersByTime(1500);
    expect(sockets).toHaveLength(2);
    latest().accept();
    first?.hear({ type: "pong", viewer_id: "v", id: 2, by: "hub", site_ms: null });
    vi.advanceTimersByTime(500);
    expect(sockets.map((socket) => socket.readyState)).toEqual([1, 3]);
    expect(sockets[1]?.said).toEqual([]);
  });

  it("marks the picture when its words no longer reach the hub, though the hub still speaks", () => {
    const { link, latest, statuses } = setUp();
    latest().accept();
    latest().hear({ type: "state", state: "live", since: "2026-01-02T03:04:05Z" });
    link.drawn(1);
    for (let at = 0; at < 3000; at += 100) {
      vi.advanceTimersByTime(100);
      latest().hear({ type: "pointer", x: at, y: 0 });
    }
    expect(statuses.at(-1)).toMatchObject({ kind: "stale", cause: "hub" });
  });

  it("stamps input with the site's clock, and not at all where it is unknown", () => {
    const { link, latest } = setUp();
    latest().accept();
    link.input(1, { kind: "release" });
    latest().hear({ type: "pong", viewer_id: "v", id: 1, by: "site", site_ms: 5000 });
    vi.advanceTimersByTime(30);
    link.input(1, { kind: "release" });
    const stamps = latest().said.filter((message) => message.type === "input").map((message) => message.at_ms);
    expect(stamps).toEqual([null, 5030]);
  });

  it("lets moves wait while the link takes nothing, and sends the last when it does", () => {
    const { link, latest } = setUp();
    latest().accept();
    latest().bufferedAmount = 100;
    for (const x of [1, 2, 3]) link.input(1, { kind: "pointer", x, y: 0, buttons: 0, wheel_x: 0, wheel_y: 0 });
    expect(latest().said.filter((message) => message.type === "input")).toEqual([]);
    latest().bufferedAmount = 0;
    vi.advanceTimersByTime(20);
    const moves = latest().said.filter((message) => message.type === "input").map((message) => message.event);
    expect(moves).toMatchObject([{ x: 3 }]);
  });

  it("does not come back after a refusal", () => {
    const { latest, statuses, sockets } = setUp();
    latest().accept();
    latest().hear({ type: "refused", viewer_id: "", reason: "role" });
    latest().close();
    vi.advanceTimersByTime(10_000);
    expect(sockets).toHaveLength(1);
    expect(statuses.at(-1)).toEqual({ kind: "refused", reason: "role" });
  });

  it("comes back after a loss", () => {
    const { latest, sockets } = setUp();
    latest().accept();
    latest().close();
    vi.advanceTimersByTime(300);
    expect(sockets).toHaveLength(2);
  });
});
