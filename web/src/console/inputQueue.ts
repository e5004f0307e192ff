/**
 * Lets pointer moves wait, and only them, while the link takes nothing: of moves that follow each
 * other with the same buttons the last one counts. Keys, buttons and wheel are never held back. Pure.
 */

import type { InputEvent } from "./messages";

export interface Stamped {
  event: InputEvent;
  epoch: number;
  /** When it was done: the least that the site's clock showed. */
  atMs: number | null;
}

export class InputQueue {
  private held: Stamped | null = null;
  private buttons = 0;

  /** What to send now. `ready`: the link has sent all it was given. */
  offer(input: Stamped, ready: boolean): Stamped[] {
    const move = this.isMove(input.event);
    if (move && !ready) {
      this.held = input;
      return [];
    }
    // A held move is the past of this one; before anything else it counts.
    const before = move ? [] : this.drained();
    this.held = null;
    if (input.event.kind === "pointer") this.buttons = input.event.buttons;
    return [...before, input];
  }

  /** Whether a move waits. */
  get waiting(): boolean {
    return this.held !== null;
  }

  /** What to send when the link is ready again. */
  drained(): Stamped[] {
    const held = this.held === null ? [] : [this.held];
    this.held = null;
    return held;
  }

  /** Drop what waits: the link is lost. */
  forget(): void {
    this.held = null;
    this.buttons = 0;
  }

  private isMove(event: InputEvent): boolean {
    return event.kind === "pointer" && event.buttons === this.buttons && event.wheel_x === 0 && event.wheel_y === 0;
  }
}
