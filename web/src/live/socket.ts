/**
 * The one live subscription: a WebSocket that comes back by itself.
 *
 * Rules: waits grow from half a second to eight, with jitter, and start over after a connection
 * that held; whoever listens is told of each change of state, so that what is on screen can be
 * marked as old and read anew. A line that says nothing for a while is asked about, because a
 * browser does not notice by itself that the network behind an open WebSocket is gone.
 */
import type { Recorded, ScannerView, Screenshot, SeriesResult, Session, SiteView } from "../api/schema";

export type LiveMessage =
  | { topic: "scanner"; scanner: ScannerView }
  | { topic: "site"; site: SiteView }
  | { topic: "session"; session: Session }
  | { topic: "recorded"; entry: Recorded }
  | { topic: "series"; series: SeriesResult }
  | { topic: "screenshot"; screenshot: Screenshot };

export type LiveState = "connecting" | "live" | "lost";

export interface Listener {
  onMessage: (message: LiveMessage) => void;
  onState: (state: LiveState) => void;
}

export interface Tools {
  open: (url: string) => WebSocket;
  /** Whether the hub answers at all; false as well where it takes too long. */
  answers: () => Promise<boolean>;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
export const QUIET_MS = 5_000;

/** How long to wait before the attempt after `failures` failed ones; `random` is in [0, 1). */
export function waitBeforeAttempt(failures: number, random: number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
  return full / 2 + (random * full) / 2;
}

export class LiveSocket {
  private socket: WebSocket | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private quiet: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;

  constructor(
    private readonly url: string,
    private readonly listener: Listener,
    private readonly tools: Tools,
  ) {}

  start(): void {
    this.listener.onState("connecting");
    this.connect();
  }

  stop(): void {
    clearTimeout(this.retry);
    this.forget();
  }

  private connect(): void {
    const socket = this.tools.open(this.url);
    this.socket = socket;
    socket.onopen = () => {
      if (this.socket !== socket) return;
      this.failures = 0;
      this.listener.onState("live");
      this.listen(socket);
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      if (this.socket !== socket) return;
      this.listen(socket);
      this.listener.onMessage(JSON.parse(event.data) as LiveMessage);
    };
    socket.onclose = () => {
      this.lose(socket);
    };
  }

  /** Wait for the next word; after a silence, make sure that somebody is still there. */
  private listen(socket: WebSocket): void {
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => {
      void this.tools.answers().then((answered) => {
        if (this.socket !== socket) return;
        if (answered) this.listen(socket);
        else this.lose(socket);
      });
    }, QUIET_MS);
  }

  private lose(socket: WebSocket): void {
    if (this.socket !== socket) return;
    this.forget();
    this.listener.onState("lost");
    this.retry = setTimeout(() => {
      this.connect();
    }, waitBeforeAttempt(this.failures, Math.random()));
    this.failures += 1;
  }

  private forget(): void {
    clearTimeout(this.quiet);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}
