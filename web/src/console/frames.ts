/**
 * Keeps a machine that is slow to display from being sent more than it can show.
 *
 * Everything is drawn at once: what is drawn within one display frame is displayed together anyway.
 * But only so many drawings a frame are answered for at once, the next with the next frame, which is
 * late on a machine that is behind.
 */

const DRAWINGS_A_FRAME = 2;

export class Frames {
  private drawn = 0;
  private waiting: (() => void)[] = [];

  constructor(private readonly nextFrame: (then: () => void) => void) {}

  /** Something was drawn: call `answer` when more may come. */
  drew(answer: () => void): void {
    this.drawn += 1;
    if (this.drawn === 1) this.nextFrame(() => this.displayed());
    if (this.drawn <= DRAWINGS_A_FRAME) answer();
    else this.waiting.push(answer);
  }

  private displayed(): void {
    const { waiting } = this;
    this.drawn = 0;
    this.waiting = [];
    waiting.forEach((answer) => this.drew(answer));
  }
}
