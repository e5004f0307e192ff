/** Turns what a hand does on the picture into marks, at most thirty messages a second. */

import type { Draw, Point, Shape } from "./messages";

export const SEND_EVERY_MS = 33;
/** See `telescan/console/mark_messages.py`. */
const MOST_POINTS = 512;
const MOST_POINTS_AT_ONCE = 64;
const LEAST_STEP_PX = 2;
const POINTER = 0;

export interface PenTools {
  send: (message: Draw) => void;
  /** Runs `then` after so many milliseconds. */
  later: (then: () => void, ms: number) => void;
}

/** One mark that is being drawn. */
export interface Draft {
  number: number;
  shape: Shape;
  stays: boolean;
  points: readonly Point[];
}

export class MarkPen {
  private draft: Draft | null = null;
  private sent = 0;
  private due = false;
  private waiting = false;
  private pointer: Point | null = null;

  /** `firstNumber` must be new to this connection's hub: a number names one mark. */
  constructor(
    private readonly tools: PenTools,
    private nextNumber: number,
  ) {}

  begin(shape: Exclude<Shape, "pointer">, stays: boolean, at: Point): Draft {
    this.flush();
    this.sent = 0;
    this.draft = { number: this.nextNumber++, shape, stays, points: shape === "freehand" ? [at] : [at, at] };
    return this.draft;
  }

  /** The mark with the hand here; null where none is being drawn. */
  move(to: Point): Draft | null {
    if (this.draft === null) return null;
    const { points, shape, stays } = this.draft;
    if (shape !== "freehand") {
      this.draft = { ...this.draft, points: [points[0] ?? to, to] };
    } else if (points.length === MOST_POINTS) {
      this.flush();
      this.begin(shape, stays, points.at(-1) ?? to);
      return this.move(to);
    } else if (stepPx(points.at(-1), to) >= LEAST_STEP_PX) {
      this.draft = { ...this.draft, points: [...points, to] };
    } else {
      return this.draft;
    }
    this.due = true;
    this.soon();
    return this.draft;
  }

  /** The hand is lifted; a line or shape that was never drawn out is no mark. */
  end(): void {
    this.flush();
    this.draft = null;
  }

  point(at: Point): void {
    this.pointer = at;
    this.soon();
  }

  private soon(): void {
    if (this.waiting) return;
    this.flush();
    this.waiting = true;
    this.tools.later(() => {
      this.waiting = false;
      if (this.due || this.pointer !== null) this.soon();
    }, SEND_EVERY_MS);
  }

  private flush(): void {
    if (this.pointer !== null) {
      this.tools.send({ type: "draw", number: POINTER, shape: "pointer", stays: false, first: 0, points: [this.pointer] });
      this.pointer = null;
    }
    if (!this.due || this.draft === null) return;
    this.due = false;
    const { number, shape, stays, points } = this.draft;
    const head = { type: "draw" as const, number, shape, stays };
    if (shape !== "freehand") {
      this.tools.send({ ...head, first: 0, points: [...points] });
      return;
    }
    for (; this.sent < points.length; this.sent += MOST_POINTS_AT_ONCE) {
      this.tools.send({ ...head, first: this.sent, points: points.slice(this.sent, this.sent + MOST_POINTS_AT_ONCE) });
    }
    this.sent = points.length;
  }
}

function stepPx(from: Point | undefined, [x, y]: Point): number {
  return from === undefined ? Infinity : Math.hypot(x - from[0], y - from[1]);
}
