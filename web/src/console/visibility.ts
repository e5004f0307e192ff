/** Whether anybody can see an element: its page is in front and it has not been scrolled away. */

export class VisibilityWatch {
  private onScreen = true;
  private readonly observer: IntersectionObserver;
  private readonly turned = () => this.changed();

  constructor(
    element: Element,
    private readonly changed: () => void,
  ) {
    this.observer = new IntersectionObserver((entries) => {
      this.onScreen = entries.at(-1)?.isIntersecting ?? true;
      this.changed();
    });
    this.observer.observe(element);
    document.addEventListener("visibilitychange", this.turned);
  }

  get visible(): boolean {
    return this.onScreen && document.visibilityState === "visible";
  }

  end(): void {
    this.observer.disconnect();
    document.removeEventListener("visibilitychange", this.turned);
  }
}
