/** A console over QUIC: WebTransport with three streams, shaped like a WebSocket. */

import type { QuicPass } from "../api/schema";
import { Arrivals, type Frame, FrameReader, Kind, Lane, writeFrame } from "./quicFrames";
import type { Wire } from "./wire";

const ACCEPTED = "accepted";
/** Input goes first (WebTransport, 9: streams of a higher send order). */
const SEND_ORDER = new Map<number, number>([
  [Lane.input, 2],
  [Lane.messages, 1],
]);

type Writer = WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;

/** Which source a pass is for. */
export interface Asked {
  scannerId: string;
  sourceId: string;
}

export class QuicWire implements Wire {
  binaryType = "arraybuffer";
  onopen: Wire["onopen"] = null;
  onmessage: Wire["onmessage"] = null;
  onclose: Wire["onclose"] = null;
  private state: number = WebSocket.CONNECTING;
  private waiting = 0;
  private transport: WebTransport | null = null;
  private readonly writers = new Map<number, Writer>();
  private readonly arrivals = new Arrivals();

  /** `ask` fetches a pass; null where the hub has no QUIC, or none for this person. */
  constructor(
    private readonly asked: Asked,
    ask: () => Promise<QuicPass | null>,
    private readonly promising: () => void,
  ) {
    this.begin(ask).catch(() => this.end());
  }

  get readyState(): number {
    return this.state;
  }

  get bufferedAmount(): number {
    return this.waiting;
  }

  send(text: string, urgent = false): void {
    if (this.state === WebSocket.OPEN) this.write(urgent ? Lane.input : Lane.messages, text);
  }

  close(): void {
    this.transport?.close();
    this.end();
  }

  private async begin(ask: () => Promise<QuicPass | null>): Promise<void> {
    const pass = await ask();
    if (pass === null || this.state !== WebSocket.CONNECTING) {
      this.end();
      return;
    }
    this.promising();
    const transport = new WebTransport(pass.address, options(pass));
    this.transport = transport;
    transport.closed.then(
      () => this.end(),
      () => this.end(),
    );
    await transport.ready;
    for (const lane of Object.values(Lane)) await this.openLane(transport, lane);
    const { scannerId, sourceId } = this.asked;
    const opening = { who: "viewer", scanner_id: scannerId, source_id: sourceId, token: pass.token };
    this.write(Lane.messages, JSON.stringify(opening));
  }

  private async openLane(transport: WebTransport, lane: number): Promise<void> {
    const stream = await transport.createBidirectionalStream({ sendOrder: SEND_ORDER.get(lane) ?? 0 });
    const writer = stream.writable.getWriter() as Writer;
    this.writers.set(lane, writer);
    writer.write(new Uint8Array([lane])).catch(() => this.close());
    this.hear(stream.readable as ReadableStream<Uint8Array>).catch(() => this.close());
  }

  private write(lane: number, text: string): void {
    const frame = writeFrame(Kind.text, new TextEncoder().encode(text));
    this.waiting += frame.length;
    this.writers
      .get(lane)
      ?.write(frame)
      .then(
        () => (this.waiting -= frame.length),
        () => this.close(),
      );
  }

  private async hear(readable: ReadableStream<Uint8Array>): Promise<void> {
    const reader = readable.getReader();
    const frames = new FrameReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      frames.feed(value).forEach((frame) => this.take(frame));
    }
    this.close();
  }

  private take({ kind, payload }: Frame): void {
    switch (kind) {
      case Kind.text:
        this.arrivals.text(new TextDecoder().decode(payload)).forEach((message) => this.tell(message));
        break;
      case Kind.picture:
        this.arrivals.picture(payload).forEach((picture) => this.tell(picture));
        break;
      case Kind.end:
        this.close();
        break;
      default:
    }
  }

  private tell(message: string | ArrayBuffer): void {
    if (this.state === WebSocket.OPEN) {
      this.onmessage?.(new MessageEvent("message", { data: message }));
    } else if (message === ACCEPTED && this.state === WebSocket.CONNECTING) {
      this.state = WebSocket.OPEN;
      this.onopen?.(new Event("open"));
    }
  }

  private end(): void {
    if (this.state === WebSocket.CLOSED) return;
    this.state = WebSocket.CLOSED;
    this.onclose?.(new CloseEvent("close"));
  }
}

function options({ certificate_sha256: hash }: QuicPass): WebTransportOptions {
  const certificates =
    hash === null
      ? {}
      : {
          serverCertificateHashes: [
            { algorithm: "sha-256", value: Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0)) },
          ],
        };
  return { ...certificates, congestionControl: "low-latency", requireUnreliable: false };
}
