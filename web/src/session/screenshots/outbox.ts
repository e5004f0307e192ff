/**
 * Screenshots on their way to the hub. Each is sent until the hub answers: its name is chosen here,
 * so that sending it again after a lost answer keeps it once.
 */
import { Problem, UNREACHABLE } from "../../api/client";

export interface Parcel {
  sessionId: string;
  screenshotId: string;
  png: Blob;
  /** What is said of it, as the door's query takes it. */
  query: URLSearchParams;
}

export interface OutboxTools {
  /** Rejects with a `Problem` where the hub refuses or cannot be reached. */
  send: (parcel: Parcel) => Promise<void>;
  refused: (error: unknown) => void;
  wait: (ms: number) => Promise<void>;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/** Whether another attempt may have another answer. */
function mayPass(error: unknown): boolean {
  return error instanceof Problem && (error.status === UNREACHABLE || error.status >= 500 || error.status === 401);
}

export class Outbox {
  private waiting = 0;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly tools: OutboxTools) {}

  /** How many are not yet acknowledged. */
  readonly count = (): number => this.waiting;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Resolves when the hub has it, or has refused it. */
  async post(parcel: Parcel): Promise<void> {
    this.change(1);
    try {
      await this.sendUntilAnswered(parcel);
    } catch (error) {
      this.tools.refused(error);
    } finally {
      this.change(-1);
    }
  }

  private async sendUntilAnswered(parcel: Parcel): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs)) {
      try {
        await this.tools.send(parcel);
        return;
      } catch (error) {
        if (!mayPass(error)) throw error;
      }
      await this.tools.wait(waitMs);
    }
  }

  private change(by: number): void {
    this.waiting += by;
    for (const listener of this.listeners) listener();
  }
}
