import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { HEAD_START_MS, QUIC_WITHIN_MS, QuickestWire, WEBSOCKET_AFTER_MS } from "./quickestWire";
import { quicMayWork, rememberQuic } from "./quicMemory";
import type { Transport, Wire } from "./wire";

class FakeWire implements Wire {
  binaryType = "";
  readyState = 0;
  bufferedAmount = 0;
  onopen: Wire["onopen"] = null;
  onmessage: Wire["onmessage"] = null;
  onclose: Wire["onclose"] = null;
  said: [string, boolean][] = [];

  send(text: string, urgent = false): void {
    this.said.push([text, urgent]);
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.(new Event("open"));
  }

  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.(new Event("close") as CloseEvent);
  }
}

function setUp(tryQuic = true) {
  const websocket = new FakeWire();
  const quic = new FakeWire();
  const openWebSocket = vi.fn(() => websocket);
  let promising: () => void = () => undefined;
  const took: Transport[] = [];
  const learned: boolean[] = [];
  const wire = new QuickestWire({
    openWebSocket,
    openQuic: tryQuic ? (told) => ((promising = told), quic) : null,
    now: () => Date.now(),
    took: (transport) => took.push(transport),
    learned: (works) => learned.push(works),
  });
  const opened = vi.fn();
  const closed = vi.fn();
  wire.onopen = opened;
  wire.onclose = closed;
  return { wire, websocket, quic, openWebSocket, took, learned, opened, closed, pass: () => promising() };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("CloseEvent", Event);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the quickest way to a console", () => {
  it("is QUIC alone where that opens soon", () => {
    const { wire, quic, openWebSocket, took, opened } = setUp();
    quic.open();
    vi.advanceTimersByTime(QUIC_WITHIN_MS * 2);
    expect(openWebSocket).not.toHaveBeenCalled();
    expect(took).toEqual(["quic"]);
    expect(opened).toHaveBeenCalledTimes(1);
    wire.send("key", true);
    expect(quic.said).toEqual([["key", true]]);
  });

  it("is the WebSocket where UDP is swallowed, after the head start, and that is told", () => {
    const { websocket, quic, openWebSocket, took, learned, opened, pass } = setUp();
    vi.advanceTimersByTime(50);
    pass();
    vi.advanceTimersByTime(HEAD_START_MS - 1);
    expect(openWebSocket).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    websocket.open();
    expect(opened).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(QUIC_WITHIN_MS);
    expect(quic.readyState).toBe(3);
    expect(learned).toEqual([false]);
    expect(took).toEqual(["websocket"]);
  });

  it("is the WebSocket at once where QUIC is refused or not to be tried", () => {
    const refused = setUp();
    refused.quic.close();
    expect(refused.openWebSocket).toHaveBeenCalledTimes(1);
    expect(setUp(false).openWebSocket).toHaveBeenCalledTimes(1);
  });

  it("is the WebSocket where no pass comes", () => {
    const { openWebSocket } = setUp();
    vi.advanceTimersByTime(WEBSOCKET_AFTER_MS);
    expect(openWebSocket).toHaveBeenCalledTimes(1);
  });

  it("gives QUIC longer where the way to the hub is long", () => {
    const { openWebSocket, pass } = setUp();
    vi.advanceTimersByTime(200);
    pass();
    vi.advanceTimersByTime(590);
    expect(openWebSocket).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10);
    expect(openWebSocket).toHaveBeenCalledTimes(1);
  });

  it("stays with what opened first, and learns that QUIC would have worked", () => {
    const { websocket, quic, took, learned, opened } = setUp();
    vi.advanceTimersByTime(WEBSOCKET_AFTER_MS);
    websocket.open();
    quic.open();
    expect(quic.readyState).toBe(3);
    expect(opened).toHaveBeenCalledTimes(1);
    expect(took).toEqual(["websocket"]);
    expect(learned).toEqual([true]);
  });

  it("closes once, when no way is left or the one in use ends", () => {
    const none = setUp();
    none.quic.close();
    none.websocket.close();
    expect(none.closed).toHaveBeenCalledTimes(1);
    const used = setUp();
    used.quic.open();
    used.quic.close();
    expect(used.closed).toHaveBeenCalledTimes(1);
  });

  it("leaves nothing open when it is closed before it opened", () => {
    const { wire, websocket, quic, opened, learned } = setUp();
    vi.advanceTimersByTime(WEBSOCKET_AFTER_MS);
    wire.close();
    expect([quic.readyState, websocket.readyState]).toEqual([3, 3]);
    expect(opened).not.toHaveBeenCalled();
    expect(learned).toEqual([]);
  });
});

describe("the memory of a blocked way", () => {
  it("lasts ten minutes, or until QUIC works", () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
    expect(quicMayWork(1000, storage)).toBe(true);
    rememberQuic(false, 1000, storage);
    expect(quicMayWork(2000, storage)).toBe(false);
    expect(quicMayWork(1000 + 600_000, storage)).toBe(true);
    rememberQuic(true, 2000, storage);
    expect(quicMayWork(3000, storage)).toBe(true);
  });
});
