/** Where the page's pointer is on the scanner's screen, and what its buttons and wheel do. Pure. */

import type { InputEvent } from "./messages";

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

/** The scanner's pixel under a point of the page, brought to the edge where it is outside. */
export function onScreen(clientX: number, clientY: number, canvas: Box, screen: Size): { x: number; y: number } {
  const bring = (value: number, size: number) => Math.min(Math.max(Math.floor(value), 0), size - 1);
  return {
    x: bring(((clientX - canvas.left) / canvas.width) * screen.width, screen.width),
    y: bring(((clientY - canvas.top) / canvas.height) * screen.height, screen.height),
  };
}

/** The DOM's buttons (1 left, 2 right, 4 middle) as the wire's (1 left, 2 middle, 4 right). */
export function buttonBits(domButtons: number): number {
  return (domButtons & 1) | ((domButtons & 4) >> 1) | ((domButtons & 2) << 1);
}

const PIXELS_PER_STEP = 50;
const LINES_PER_STEP = 3;
const MOST_STEPS = 10;

/** Collects wheel movement until it makes whole steps. */
export class Wheel {
  private restX = 0;
  private restY = 0;

  /** `deltaMode` 0 counts pixels, 1 lines, 2 pages. */
  turned(deltaX: number, deltaY: number, deltaMode: number): { x: number; y: number } {
    const unit = [PIXELS_PER_STEP, LINES_PER_STEP, 1][deltaMode] ?? PIXELS_PER_STEP;
    this.restX += deltaX / unit;
    this.restY += deltaY / unit;
    const x = Math.trunc(this.restX);
    const y = Math.trunc(this.restY);
    this.restX -= x;
    this.restY -= y;
    // Adding 0 turns -0 into 0.
    const limited = (steps: number) => Math.max(-MOST_STEPS, Math.min(MOST_STEPS, steps)) + 0;
    return { x: limited(x), y: limited(y) };
  }
}

export function pointerEvent(at: { x: number; y: number }, buttons: number, wheel = { x: 0, y: 0 }): InputEvent {
  return { kind: "pointer", x: at.x, y: at.y, buttons, wheel_x: wheel.x, wheel_y: wheel.y };
}
