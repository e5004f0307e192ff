/** Which of a scanner's pictures is shown large, and which one in a corner. Pure. */
import type { SourceDescription } from "../../api/schema";

export const CONSOLE = "console";

export type Corner = "topLeft" | "topRight" | "bottomRight" | "bottomLeft";

export interface Arrangement {
  main: string;
  /** Shown small over the main one; null: none. */
  small: string | null;
  corner: Corner;
}

export const START: Arrangement = { main: CONSOLE, small: null, corner: "topRight" };

/** The arrangement with a source shown large; what was large takes its place where it was the small one. */
export function withMain(now: Arrangement, sourceId: string): Arrangement {
  return { ...now, main: sourceId, small: now.small === sourceId ? now.main : now.small };
}

/** The arrangement with a source in the corner, or nothing there. */
export function withSmall(now: Arrangement, sourceId: string | null): Arrangement {
  return sourceId === now.main ? now : { ...now, small: sourceId };
}

/** The arrangement as far as the scanner still has its sources. */
export function among(now: Arrangement, sources: readonly SourceDescription[]): Arrangement {
  const has = (sourceId: string) => sourceId === CONSOLE || sources.some((one) => one.source_id === sourceId);
  const main = has(now.main) ? now.main : CONSOLE;
  return { ...now, main, small: now.small !== null && has(now.small) && now.small !== main ? now.small : null };
}

/** What to show in the corner when somebody just asks for a second picture: the room, else the next one. */
export function secondOf(now: Arrangement, sources: readonly SourceDescription[]): string | null {
  const others = sources.filter((one) => one.source_id !== now.main);
  return (others.find((one) => one.kind === "camera") ?? others[0])?.source_id ?? null;
}

/** The corner nearest to a point of a place, both in pixels. */
export function cornerAt(x: number, y: number, width: number, height: number): Corner {
  if (y < height / 2) return x < width / 2 ? "topLeft" : "topRight";
  return x < width / 2 ? "bottomLeft" : "bottomRight";
}

/** The next corner clockwise. */
export function nextCorner(corner: Corner): Corner {
  const order: readonly Corner[] = ["topLeft", "topRight", "bottomRight", "bottomLeft"];
  return order[(order.indexOf(corner) + 1) % order.length] ?? corner;
}

/** Which pictures are open: the console always, as who drives is known by it; another only while it is seen. */
export function opened(now: Arrangement, sources: readonly SourceDescription[]): SourceDescription[] {
  return sources.filter((one) => [CONSOLE, now.main, now.small].includes(one.source_id));
}
