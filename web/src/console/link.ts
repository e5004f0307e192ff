/** The page's end of the console channel: connects, measures, and connects again. */

import { Dialer } from "./dialer";
import { InputQueue, type Stamped } from "./inputQueue";
import type { Draw, Erase, FromHub, InputEvent, ToHub } from "./messages";
import { SiteClock } from "./siteClock";
import { type ConsoleStatus, drew, type Facts, heard, hubClosed, hubHeard, hubSilent, noFacts, statusOf } from "./status";
import type { Wire } from "./wire";

const PING_MS = 1000;
const LOOK_MS = 250;
/** A ping unanswered for so long: time to try another connection. */
const DOUBTFUL_MS = 1200;
/** Without an answer for so long the picture is marked, and a connection opened meanwhile takes over. */
const SILENT_MS = 2000;
const GIVE_UP_MS = 4000;
/** How often a link that takes nothing is looked at while a move waits. */
const DRAIN_MS = 8;

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
  open(url: string): Wire;
  /** Milliseconds, monotonic. */
  now(): number;
  /** Milliseconds since 1970. */
  wallClock(): number;
}

export class Link {
  private socket: Wire | null = null;
  private facts: Facts = noFacts;
  private told = "";
  private heardAt = 0;
  private spare: Wire | null = null;
  private seq = 0;
  private mostHz: number | null = null;
  private nextPing = 1;
  /** The last ping that the hub answered. */
  private answered = 0;
  private pingedAt = 0;
  private readonly pings = new Map<number, number>();
  private delay: Delay = { hubMs: null, siteMs: null };
  private readonly dialer: Dialer;
  private readonly siteClock = new SiteClock();
  private readonly inputs = new InputQueue();
  private draining: ReturnType<typeof setTimeout> | undefined;
  private beat: ReturnType<typeof setInterval> | undefined;

  constructor(
    url: string,
    private readonly codecs: number[],
    private readonly events: LinkEvents,
    private readonly tools: LinkTools,
  ) {
    this.dialer = new Dialer(
      () => tools.open(url),
      () => tools.now(),
      () => this.delay.hubMs,
      (socket) => this.opened(socket),
    );
  }

  start(): void {
    this.beat = setInterval(() => this.tick(), LOOK_MS);
    this.dialer.begin();
  }

  stop(): void {
    clearInterval(this.beat);
    clearTimeout(this.draining);
    this.dialer.cancel();
    this.dropSpare();
    this.socket?.close();
  }

  /** The device says that it is online again. */
  online(): void {
    this.dialer.hurry();
  }

  /** Acknowledge a picture that is on the screen now. */
  drawn(generation: number): void {
    this.say({ type: "ack", generation });
    this.learn(drew(this.facts));
  }

  refresh(): void {
    this.say({ type: "refresh" });
  }

  /** Want at most so many pictures a second: 0 for none, null for as many as the link carries. */
  pace(mostHz: number | null): void {
    this.mostHz = mostHz;
    this.say({ type: "pace", most_hz: mostHz });
  }

  /** Draw or take away marks; without a connection they are lost. */
  mark(message: Draw | Erase): void {
    this.say(message);
  }

  /** Send input at once, or never: what was meant for an old picture must not come late. */
  input(epoch: number, event: InputEvent): void {
    const atMs = this.siteClock.atLeast(this.tools.now());
    this.inputs.offer({ event, epoch, atMs }, this.idle()).forEach((input) => this.sendInput(input));
    this.drainSoon();
  }

  private sendInput({ event, epoch, atMs }: Stamped): void {
    this.seq += 1;
    this.say({ type: "input", seq: this.seq, epoch, event, at_ms: atMs });
  }

  /** Whether the link has sent all that it was given. */
  private idle(): boolean {
    return this.socket === null || this.socket.bufferedAmount === 0;
  }

  private drainSoon(): void {
    if (!this.inputs.waiting || this.draining !== undefined) return;
    this.draining = setTimeout(() => {
      this.draining = undefined;
      if (this.idle()) this.inputs.drained().forEach((input) => this.sendInput(input));
      this.drainSoon();
    }, DRAIN_MS);
  }

  private opened(socket: Wire): void {
    if (this.socket === null) {
      this.use(socket);
      return;
    }
    this.spare = socket;
    socket.onclose = () => (this.spare = null);
  }

  private dropSpare(): void {
    const { spare } = this;
    this.spare = null;
    if (spare === null) return;
    spare.onclose = null;
    spare.close();
  }

  private use(socket: Wire): void {
    this.socket = socket;
    this.spare = null;
    this.heardAt = this.tools.now();
    this.pings.clear();
    this.answered = this.nextPing - 1;
    this.inputs.forget();
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (socket === this.socket) this.take(event.data);
    };
    socket.onclose = () => {
      if (socket === this.socket) this.lost();
    };
    this.say({ type: "hello", codecs: this.codecs });
    if (this.mostHz !== null) this.say({ type: "pace", most_hz: this.mostHz });
    this.ping();
  }

  private take(data: string | ArrayBuffer): void {
    this.heardAt = this.tools.now();
    if (this.waitedMs() <= SILENT_MS) this.learn(hubHeard(this.facts));
    if (typeof data !== "string") {
      this.events.picture(data);
      return;
    }
    const message = JSON.parse(data) as FromHub;
    if (message.type === "pong") this.measured(message);
    if (message.type === "joined") {
      this.siteClock.forget();
      this.ping();
    }
    this.learn(heard(this.facts, message));
    this.events.message(message);
  }

  private lost(): void {
    this.socket = null;
    this.learn(hubClosed(this.facts, this.tools.wallClock()));
    if (this.facts.verdict !== null) {
      this.stop();
    } else if (this.spare !== null) {
      this.use(this.spare);
    } else {
      this.dialer.begin();
    }
  }

  private tick(): void {
    const { socket } = this;
    if (socket === null) return;
    const waitedMs = this.waitedMs();
    const silentMs = Math.max(waitedMs, this.tools.now() - this.heardAt);
    if (silentMs > SILENT_MS) this.learn(hubSilent(this.facts, this.tools.wallClock() - silentMs));
    if (waitedMs > GIVE_UP_MS || (waitedMs > SILENT_MS && this.spare !== null)) {
      this.lost();
      socket.close();
      return;
    }
    if (waitedMs <= DOUBTFUL_MS) {
      this.dialer.cancel();
      this.dropSpare();
    } else if (this.spare === null) {
      this.dialer.begin();
    }
    if (this.tools.now() - this.pingedAt >= PING_MS) this.ping();
  }

  /** How long the oldest ping without an answer of the hub has waited. */
  private waitedMs(): number {
    const oldest = this.pings.get(this.answered + 1);
    return oldest === undefined ? 0 : this.tools.now() - oldest;
  }

  private ping(): void {
    const id = this.nextPing++;
    this.pingedAt = this.tools.now();
    this.pings.set(id, this.pingedAt);
    this.pings.delete(id - 10);
    this.say({ type: "ping", id });
  }

  private measured({ id, by, site_ms: siteMs }: FromHub & { type: "pong" }): void {
    const sent = this.pings.get(id);
    if (sent === undefined) return;
    const now = this.tools.now();
    if (by === "hub") this.answered = Math.max(this.answered, id);
    else if (siteMs !== null) this.siteClock.heard(siteMs, now);
    const ms = now - sent;
    this.delay = by === "hub" ? { ...this.delay, hubMs: ms } : { ...this.delay, siteMs: ms };
    this.events.delay(this.delay);
  }

  private say(message: ToHub): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(message), message.type === "input");
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
