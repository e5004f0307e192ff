/** Opens a connection, however often that has to be tried. */

import { PAUSE_MS, tryForMs } from "./reconnection";
import type { Wire } from "./wire";

export class Dialer {
  private socket: Wire | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private beganAt = 0;
  private tries = 0;

  constructor(
    private readonly open: () => Wire,
    private readonly now: () => number,
    private readonly roundTripMs: () => number | null,
    private readonly opened: (socket: Wire) => void,
  ) {}

  /** Start trying, unless this is under way. */
  begin(): void {
    if (this.socket !== null || this.timer !== undefined) return;
    this.beganAt = this.now();
    this.tries = 0;
    this.attempt();
  }

  /** Try anew at once: the device says that it is online again. */
  hurry(): void {
    if (this.socket === null && this.timer === undefined) return;
    this.drop();
    this.attempt();
  }

  /** Stop trying. */
  cancel(): void {
    this.drop();
  }

  private attempt(): void {
    const socket = this.open();
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => {
      this.socket = null;
      this.drop();
      this.opened(socket);
    };
    socket.onclose = () => this.again(PAUSE_MS);
    const limit = tryForMs(this.roundTripMs(), this.now() - this.beganAt, this.tries);
    this.timer = setTimeout(() => this.again(0), limit);
  }

  private again(afterMs: number): void {
    this.drop();
    this.tries += 1;
    this.timer = setTimeout(() => this.attempt(), afterMs);
  }

  private drop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { socket } = this;
    this.socket = null;
    if (socket === null) return;
    socket.onopen = null;
    socket.onclose = null;
    socket.close();
  }
}
