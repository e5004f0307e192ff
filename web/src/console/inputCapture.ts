/** Listens to keyboard and pointer on the console's element while its user drives. */

import { Keyboard } from "./keyboard";
import type { InputEvent } from "./messages";
import { TextEntry } from "./textEntry";
import { buttonBits, onScreen, pointerEvent, type Size, Wheel } from "./pointer";

export class InputCapture {
  private readonly keyboard = new Keyboard();
  private readonly wheel = new Wheel();
  private readonly listening = new AbortController();
  private readonly text: TextEntry;
  private driving = false;

  constructor(
    private readonly element: HTMLElement,
    private readonly canvas: HTMLCanvasElement,
    private readonly screen: () => Size,
    private readonly send: (event: InputEvent) => void,
  ) {
    const { signal } = this.listening;
    this.text = new TextEntry(element, signal, (text) => this.type(text));
    element.addEventListener("keydown", (event) => this.key(event, true), { signal });
    element.addEventListener("keyup", (event) => this.key(event, false), { signal });
    element.addEventListener("focusin", (event) => event.target === element && this.takeFocus(), { signal });
    element.addEventListener("focusout", (event) => this.left(event.relatedTarget), { signal });
    window.addEventListener("blur", () => this.releaseAll(), { signal });
    document.addEventListener("visibilitychange", () => this.releaseAll(), { signal });
    canvas.addEventListener("pointerdown", (event) => this.press(event), { signal });
    canvas.addEventListener("pointermove", (event) => this.point(event), { signal });
    canvas.addEventListener("pointerup", (event) => this.point(event), { signal });
    canvas.addEventListener("pointercancel", () => this.releaseAll(), { signal });
    canvas.addEventListener("wheel", (event) => this.turn(event), { signal, passive: false });
    canvas.addEventListener("contextmenu", (event) => this.driving && event.preventDefault(), { signal });
  }

  /** Start or stop taking input; stopping lets go of everything. */
  drive(driving: boolean): void {
    if (this.driving && !driving) this.releaseAll();
    this.driving = driving;
    if (document.activeElement === this.element) this.takeFocus();
  }

  /** The site dropped what came late, up to `seq` and after it: go on with nothing held. */
  startAnew(seq: number): void {
    if (!this.driving) return;
    this.keyboard.releaseAll();
    this.send({ kind: "release", heard_refusal: seq });
  }

  /** Stop listening for good. */
  end(): void {
    this.drive(false);
    this.listening.abort();
  }

  /** Keys go by the text field, so that input methods see them. */
  private takeFocus(): void {
    if (this.driving) this.text.focus();
  }

  private left(to: EventTarget | null): void {
    if (!(to instanceof Node && this.element.contains(to))) this.releaseAll();
  }

  private type(text: string): void {
    if (this.driving) this.keyboard.typed(text).forEach(this.send);
  }

  private releaseAll(): void {
    if (this.driving) this.keyboard.releaseAll().forEach(this.send);
  }

  private key(event: KeyboardEvent, down: boolean): void {
    if (!this.driving || event.isComposing || event.key === "Process") return;
    // A tablet's keyboard names no key: its text comes by the field.
    if (event.key === "Unidentified") return;
    event.preventDefault();
    event.stopPropagation();
    const { key, code, location, ctrlKey, altKey, shiftKey, metaKey } = event;
    const altGraph = event.getModifierState("AltGraph");
    const modifiers = { ctrlKey, altKey, shiftKey, metaKey, altGraph };
    const outcome = this.keyboard.happened({ key, code, location, ...modifiers, down });
    outcome.events.forEach(this.send);
    if (outcome.leave && document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }

  private press(event: PointerEvent): void {
    if (!this.driving) return;
    // The browser would move the focus from the text field to the element.
    event.preventDefault();
    this.text.focus();
    const box = this.element.getBoundingClientRect();
    this.text.place(event.clientX - box.left, event.clientY - box.top);
    this.canvas.setPointerCapture(event.pointerId);
    this.point(event);
  }

  private point(event: PointerEvent): void {
    if (!this.driving) return;
    event.preventDefault();
    this.send(pointerEvent(this.at(event), buttonBits(event.buttons)));
  }

  private turn(event: WheelEvent): void {
    if (!this.driving) return;
    event.preventDefault();
    const steps = this.wheel.turned(event.deltaX, event.deltaY, event.deltaMode);
    if (steps.x !== 0 || steps.y !== 0) {
      this.send(pointerEvent(this.at(event), buttonBits(event.buttons), steps));
    }
  }

  private at(event: MouseEvent): { x: number; y: number } {
    return onScreen(event.clientX, event.clientY, this.canvas.getBoundingClientRect(), this.screen());
  }
}
