/** What marks look like: one path for the page's overlay and for a screenshot. Pure. */

import type { Mark } from "./marks";
import type { Point, Shape } from "./messages";

/** Told apart in every common colour blindness, on dark and on light; names stand beside them too. */
export const COLOURS = ["#ffb000", "#4db8ff", "#ff6fb5", "#3ddc97", "#f0e442", "#b58cff", "#ff7f50", "#a5f3fc"];
export const HALO = "rgba(0, 0, 0, 0.65)";

export const colourOf = (index: number): string => COLOURS[index % COLOURS.length] ?? "#ffb000";

const HEAD_SHARE = 0.3;
const HEAD_MOST_PX = 28;
const HEAD_ANGLE = Math.PI / 7;
const POINTER_RADIUS_PX = 9;

/** An SVG path in pixels of the scanner's screen. */
export function pathOf(shape: Shape, points: readonly Point[]): string {
  const [from, to] = [points[0], points.at(-1)];
  if (from === undefined || to === undefined) return "";
  switch (shape) {
    case "freehand":
      return `M${points.map(([x, y]) => `${x} ${y}`).join("L")}`;
    case "box":
      return `M${from[0]} ${from[1]}H${to[0]}V${to[1]}H${from[0]}Z`;
    case "arrow":
      return `M${from[0]} ${from[1]}L${to[0]} ${to[1]}${arrowHead(from, to)}`;
    case "circle":
      return ellipse((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, Math.abs(to[0] - from[0]) / 2, Math.abs(to[1] - from[1]) / 2);
    case "pointer":
      return ellipse(to[0], to[1], POINTER_RADIUS_PX, POINTER_RADIUS_PX);
  }
}

function arrowHead([x0, y0]: Point, [x, y]: Point): string {
  const length = Math.min(HEAD_MOST_PX, HEAD_SHARE * Math.hypot(x - x0, y - y0));
  const angle = Math.atan2(y - y0, x - x0);
  const barb = (turn: number) =>
    `${round(x - length * Math.cos(angle + turn))} ${round(y - length * Math.sin(angle + turn))}`;
  return `M${barb(HEAD_ANGLE)}L${x} ${y}L${barb(-HEAD_ANGLE)}`;
}

function ellipse(x: number, y: number, rx: number, ry: number): string {
  return `M${x - rx} ${y}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0Z`;
}

const round = (value: number) => Math.round(value * 10) / 10;

/** Where the name stands: at a pointer, or where the mark began. */
export function labelAt(mark: Pick<Mark, "shape" | "points">): Point {
  const { points } = mark;
  const at = (mark.shape === "pointer" ? points.at(-1) : points[0]) ?? [0, 0];
  if (mark.shape !== "box" && mark.shape !== "circle") return at;
  const other = points.at(-1) ?? at;
  return [Math.min(at[0], other[0]), Math.min(at[1], other[1])];
}

const LINE_PX = 3;
const FONT_PX = 15;
const PAD_PX = 5;

/** Paint marks with their names on a screenshot of the scanner's screen. */
export function paintMarks(context: CanvasRenderingContext2D, marks: Iterable<Mark>): void {
  context.lineCap = "round";
  context.lineJoin = "round";
  context.font = `600 ${FONT_PX}px sans-serif`;
  context.textBaseline = "middle";
  for (const mark of marks) {
    const path = new Path2D(pathOf(mark.shape, mark.points));
    for (const [width, style] of [[LINE_PX + 3, HALO], [LINE_PX, colourOf(mark.colour)]] as const) {
      context.lineWidth = width;
      context.strokeStyle = style;
      context.stroke(path);
    }
    paintName(context, mark);
  }
}

function paintName(context: CanvasRenderingContext2D, mark: Mark): void {
  const [x, y] = labelAt(mark);
  const width = context.measureText(mark.name).width + 2 * PAD_PX;
  const height = FONT_PX + 2 * PAD_PX;
  const left = Math.min(x + PAD_PX, context.canvas.width - width);
  const top = Math.max(0, y - height - PAD_PX);
  context.fillStyle = colourOf(mark.colour);
  context.fillRect(left, top, width, height);
  context.fillStyle = "#000";
  context.fillText(mark.name, left + PAD_PX, top + height / 2);
}
