/**
 * Opens a console over QUIC, and over a WebSocket where that is quicker by far.
 *
 * QUIC has a head start, counted from the hub's pass, which comes over TCP; then a WebSocket is opened as
 * well, and the first that is open is used. So a network that drops UDP costs the head start, once: it
 * is remembered for a while.
 */

import type { Transport, Wire } from "./wire";

export const HEAD_START_MS = 300;
/** QUIC takes three round trips from the pass on, which took one. */
const ROUND_TRIPS = 3;
/** No pass by then, or no QUIC: the WebSocket has its turn. */
export const WEBSOCKET_AFTER_MS = 1000;
/** QUIC that is not open by then is taken for blocked. */
export const QUIC_WITHIN_MS = 2000;

export interface Ways {
  openWebSocket(): Wire;
  /** To be told when the pass is there. Null: QUIC is not to be tried. */
  openQuic: ((promising: () => void) => Wire) | null;
  /** Milliseconds, monotonic. */
  now(): number;
  /** Which way was taken. */
  took(transport: Transport): void;
  /** Whether QUIC got through; told once it is known, also when the WebSocket was quicker. */
  learned(quicWorks: boolean): void;
}

export class QuickestWire implements Wire {
  binaryType = "arraybuffer";
  onopen: Wire["onopen"] = null;
  onclose: Wire["onclose"] = null;
  private hears: Wire["onmessage"] = null;
  private used: Wire | null = null;
  private readonly trying = new Set<Wire>();
  private closed = false;
  private websocketTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ways: Ways) {
    if (ways.openQuic === null) {
      this.tryWebSocket();
      return;
    }
    const beganAt = ways.now();
    this.tryQuic(ways.openQuic(() => this.giveHeadStart(ways.now() - beganAt)));
    this.websocketTimer = setTimeout(() => this.tryWebSocket(), WEBSOCKET_AFTER_MS);
  }

  get readyState(): number {
    return this.used?.readyState ?? (this.closed ? WebSocket.CLOSED : WebSocket.CONNECTING);
  }

  get bufferedAmount(): number {
    return this.used?.bufferedAmount ?? 0;
  }

  get onmessage(): Wire["onmessage"] {
    return this.hears;
  }

  set onmessage(hears: Wire["onmessage"]) {
    this.hears = hears;
    if (this.used !== null) this.used.onmessage = hears;
  }

  send(text: string, urgent = false): void {
    this.used?.send(text, urgent);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.websocketTimer);
    [...this.trying].forEach((wire) => wire.close());
    this.used?.close();
  }

  private giveHeadStart(passMs: number): void {
    if (this.closed || this.used !== null || passMs >= WEBSOCKET_AFTER_MS) return;
    clearTimeout(this.websocketTimer);
    const headStartMs = Math.min(Math.max(ROUND_TRIPS * passMs, HEAD_START_MS), WEBSOCKET_AFTER_MS);
    this.websocketTimer = setTimeout(() => this.tryWebSocket(), headStartMs);
  }

  private tryQuic(quic: Wire): void {
    const limit = setTimeout(() => quic.close(), QUIC_WITHIN_MS);
    this.attempt(quic, (opened) => {
      clearTimeout(limit);
      if (opened || !this.closed) this.ways.learned(opened);
      if (opened) this.use(quic, "quic");
      else if (this.used === null && this.trying.size === 0) this.tryWebSocket();
    });
  }

  private tryWebSocket(): void {
    clearTimeout(this.websocketTimer);
    if (this.closed || this.used !== null) return;
    const websocket = this.ways.openWebSocket();
    this.attempt(websocket, (opened) => {
      if (opened) this.use(websocket, "websocket");
      else if (this.used === null && this.trying.size === 0) this.onclose?.(new CloseEvent("close"));
    });
  }

  private attempt(wire: Wire, ended: (opened: boolean) => void): void {
    this.trying.add(wire);
    wire.binaryType = "arraybuffer";
    wire.onopen = () => {
      this.trying.delete(wire);
      ended(true);
    };
    wire.onclose = () => {
      this.trying.delete(wire);
      ended(false);
    };
  }

  private use(wire: Wire, transport: Transport): void {
    wire.onclose = null;
    if (this.closed || this.used !== null) {
      wire.close();
      return;
    }
    this.used = wire;
    clearTimeout(this.websocketTimer);
    wire.onmessage = this.hears;
    wire.onclose = (event) => this.onclose?.(event);
    this.ways.took(transport);
    this.onopen?.(new Event("open"));
  }
}
