/** At most one drawing a display frame: the first at once, the next with the next frame. */

export class Frames {
  private open = true;
  private waiting: (() => void) | null = null;

  constructor(private readonly nextFrame: (then: () => void) => void) {}

  /** Resolves when it is time to draw. Ask again only after it resolved. */
  async turn(): Promise<void> {
    if (!this.open) await new Promise<void>((resolve) => (this.waiting = resolve));
    this.open = false;
    this.nextFrame(() => this.reopen());
  }

  private reopen(): void {
    this.open = true;
    const { waiting } = this;
    this.waiting = null;
    waiting?.();
  }
}
