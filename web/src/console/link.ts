/** The page's end of the console channel: connects, measures, and connects again. */

import type { FromHub, InputEvent, ToHub } from "./messages";
import { type ConsoleStatus, drew, type Facts, heard, hubClosed, hubHeard, hubSilent, noFacts, statusOf } from "./status";

const PING_MS = 1000;
const SILENT_MS = 2500;
const GIVE_UP_MS = 6000;
const RETRY_MS = [250, 500, 1000, 2000];

export interface Delay {
  /** Round trip to the hub, milliseconds; null until measured. */
  hubMs: number | null;
  /** Round trip through the hub to the site's gateway. */
  siteMs: number | null;
}

export interface LinkEvents {
  status(status: ConsoleStatus): void;
  message(message: FromHub): void;
  /** Must be drawn; then call `drawn`. */
  picture(data: ArrayBuffer): void;
  delay(delay: Delay): void;
}

export interface LinkTools {
  open(url: string): WebSocket;
  /** Milliseconds, monotonic. */
  now(): number;
  /** Milliseconds since 1970. */
  wallClock(): number;
}

export class Link {
  private socket: WebSocket | null = null;
  private facts: Facts = noFacts;
  private told = "";
  private heardAt = 0;
  private failures = 0;
  private seq = 0;
  private nextPing = 1;
  private readonly pings = new Map<number, number>();
  private delay: Delay = { hubMs: null, siteMs: null };
  private beat: ReturnType<typeof setInterval> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly codecs: number[],
    private readonly events: LinkEvents,
    private readonly tools: LinkTools,
  ) {}

  start(): void {
    this.beat = setInterval(() => this.tick(), PING_MS);
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.beat);
    clearTimeout(this.retry);
    this.socket?.close();
  }

  /** Acknowledge a picture that is on the screen now. */
  drawn(generation: number): void {
    this.say({ type: "ack", generation });
    this.learn(drew(this.facts));
  }

  refresh(): void {
    this.say({ type: "refresh" });
  }

  /** Send input at once, or never: what was meant for an old picture must not come late. */
  input(epoch: number, event: InputEvent): void {
    this.seq += 1;
    this.say({ type: "input", seq: this.seq, epoch, event });
  }

  private connect(): void {
    const socket = this.tools.open(this.url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.heardAt = this.tools.now();
    socket.onopen = () => {
      this.say({ type: "hello", codecs: this.codecs });
      this.ping();
    };
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (socket === this.socket) this.take(event.data);
    };
    socket.onclose = () => {
      if (socket === this.socket) this.lost();
    };
  }

  private take(data: string | ArrayBuffer): void {
    this.heardAt = this.tools.now();
    this.failures = 0;
    this.learn(hubHeard(this.facts));
    if (typeof data !== "string") {
      this.events.picture(data);
      return;
    }
    const message = JSON.parse(data) as FromHub;
    if (message.type === "pong") this.measured(message.id, message.by);
    this.learn(heard(this.facts, message));
    this.events.message(message);
  }

  private lost(): void {
    this.socket = null;
    this.pings.clear();
    this.learn(hubClosed(this.facts, this.tools.wallClock()));
    if (this.stopped || this.facts.verdict !== null) {
      clearInterval(this.beat);
      return;
    }
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    this.retry = setTimeout(() => this.connect(), wait);
  }

  private tick(): void {
    if (this.socket === null) return;
    const silentMs = this.tools.now() - this.heardAt;
    if (silentMs > GIVE_UP_MS) {
      const { socket } = this;
      this.lost();
      socket.close();
      return;
    }
    if (silentMs > SILENT_MS) this.learn(hubSilent(this.facts, this.tools.wallClock() - silentMs));
    this.ping();
  }

  private ping(): void {
    const id = this.nextPing++;
    this.pings.set(id, this.tools.now());
    this.pings.delete(id - 10);
    this.say({ type: "ping", id });
  }

  private measured(id: number, by: "hub" | "site"): void {
    const sent = this.pings.get(id);
    if (sent === undefined) return;
    const ms = this.tools.now() - sent;
    this.delay = by === "hub" ? { ...this.delay, hubMs: ms } : { ...this.delay, siteMs: ms };
    this.events.delay(this.delay);
  }

  private say(message: ToHub): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(message));
  }

  private learn(facts: Facts): void {
    this.facts = facts;
    const status = statusOf(facts);
    const words = JSON.stringify(status);
    if (words === this.told) return;
    this.told = words;
    this.events.status(status);
  }
}
