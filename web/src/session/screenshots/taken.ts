/** A screenshot as it was taken: the picture, and what was true at that moment. */
import { type ConsoleState, type ConsoleViewer, paintMarks, regionsOf } from "../../console";

/** The door takes at most so many. */
const MOST_AREAS = 64;

export interface Taken {
  screenshotId: string;
  takenAt: Date;
  /** Without marks; every pixel that this viewer has. */
  plain: Blob;
  /** With the marks that were to be seen; null where there were none. */
  marked: Blob | null;
  /** Every pixel was the scanner's own, and of that moment. */
  exact: boolean;
  inexact: readonly string[];
  staleSince: Date | null;
}

export async function take(viewer: ConsoleViewer, state: ConsoleState): Promise<Taken | null> {
  const takenAt = new Date();
  const marks = [...viewer.marks.all().values()];
  const plain = await viewer.takePicture();
  if (plain === null) return null;
  const live = state.status.kind === "live";
  return {
    screenshotId: crypto.randomUUID().replaceAll("-", ""),
    takenAt,
    plain,
    marked: marks.length === 0 ? null : await withMarks(plain, (context) => { paintMarks(context, marks); }),
    exact: state.exact && live,
    inexact: regionsOf(state.inexact).slice(0, MOST_AREAS).map(({ x, y, width, height }) => [x, y, width, height].join(",")),
    staleSince: state.status.kind === "stale" ? new Date(state.status.since) : null,
  };
}

async function withMarks(plain: Blob, paint: (context: CanvasRenderingContext2D) => void): Promise<Blob | null> {
  const bitmap = await createImageBitmap(plain, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) return null;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  paint(context);
  return await new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}

export function queryOf(taken: Taken, caption: string, withMarksToo: boolean): URLSearchParams {
  const query = new URLSearchParams({
    taken_at: taken.takenAt.toISOString(),
    caption,
    whole_exact: String(taken.exact),
    with_marks: String(withMarksToo),
  });
  for (const area of taken.inexact) query.append("inexact", area);
  if (taken.staleSince) query.set("stale_since", taken.staleSince.toISOString());
  return query;
}
