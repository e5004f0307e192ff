/** How large the scanner's screen is shown, and what of it. Pure. */

import type { Size } from "./pointer";

/** "fit" fills the place there is; a number is pixels of the display for one of the scanner's. */
export type View = "fit" | number;

export const STEPS: readonly number[] = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
const LEAST = 0.1;
const MOST = 8;
/** Above this, a pixel is shown as a square rather than smoothed. */
const SQUARES_FROM = 3;

/** Pixels of the display for one of the scanner's when the whole screen fits into this place. */
export function fitZoom(screen: Size, place: Size, devicePixelRatio: number): number {
  const cssPx = Math.min(place.width / screen.width, place.height / screen.height);
  return cssPx * devicePixelRatio;
}

/** The next larger (or smaller) step. */
export function stepped(zoom: number, up: boolean): number {
  const margin = 1.01;
  const next = up ? STEPS.find((step) => step > zoom * margin) : STEPS.findLast((step) => step < zoom / margin);
  return next ?? bounded(zoom);
}

/** The zoom after the wheel turned by this: a notch is a tenth. */
export function turned(zoom: number, deltaY: number): number {
  const next = bounded(zoom * Math.exp(-deltaY / 1000));
  // Whole numbers are sharp: stay on them when close.
  const whole = Math.round(next);
  return whole >= 1 && Math.abs(next / whole - 1) < 0.03 ? whole : next;
}

const bounded = (zoom: number) => Math.min(MOST, Math.max(LEAST, zoom));

/** Keeps the point under the pointer where it is: the new scroll offset along one axis. */
export function scrollFor(offset: number, pointerInPlace: number, grownBy: number): number {
  return (offset + pointerInPlace) * grownBy - pointerInPlace;
}

/** At whole numbers every pixel of the scanner is a block of the display's: nothing to smooth. */
export function rendering(zoom: number): "pixelated" | "auto" {
  return Number.isInteger(zoom) || zoom >= SQUARES_FROM ? "pixelated" : "auto";
}

/** A view that was kept; what cannot be one is "fit". */
export function keptView(kept: string | null): View {
  const zoom = Number(kept);
  return kept !== null && Number.isFinite(zoom) && zoom > 0 ? bounded(zoom) : "fit";
}
