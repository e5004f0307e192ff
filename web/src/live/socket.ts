/**
 * The one live subscription: a WebSocket that comes back by itself.
 *
 * Rules: waits grow from half a second to eight, with jitter, and start over after a connection
 * that held; whoever listens is told of each change of state, so that what is on screen can be
 * marked as old and read anew.
 */
import type { Recorded, ScannerView, SeriesResult, Session, SiteView } from "../api/schema";

export type LiveMessage =
  | { topic: "scanner"; scanner: ScannerView }
  | { topic: "site"; site: SiteView }
  | { topic: "session"; session: Session }
  | { topic: "recorded"; entry: Recorded }
  | { topic: "series"; series: SeriesResult };

export type LiveState = "connecting" | "live" | "lost";

export interface Listener {
  onMessage: (message: LiveMessage) => void;
  onState: (state: LiveState) => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;

/** How long to wait before the attempt after `failures` failed ones; `random` is in [0, 1). */
export function waitBeforeAttempt(failures: number, random: number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
  return full / 2 + (random * full) / 2;
}

export class LiveSocket {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly listener: Listener,
    private readonly open: (url: string) => WebSocket = (address) => new WebSocket(address),
  ) {}

  start(): void {
    this.stopped = false;
    this.listener.onState("connecting");
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
  }

  private connect(): void {
    const socket = this.open(this.url);
    this.socket = socket;
    socket.onopen = () => {
      this.failures = 0;
      if (!this.stopped) this.listener.onState("live");
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      if (!this.stopped) this.listener.onMessage(JSON.parse(event.data) as LiveMessage);
    };
    socket.onclose = () => {
      if (this.stopped || this.socket !== socket) return;
      this.listener.onState("lost");
      this.timer = setTimeout(() => {
        this.connect();
      }, waitBeforeAttempt(this.failures, Math.random()));
      this.failures += 1;
    };
  }
}
