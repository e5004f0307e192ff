/** Which parts of the picture are the scanner's own pixels and which only look like them. Pure. */

import { type Box, GRID_PX, LOSSY, type Operation, type Update } from "./wireFormat";

/** Keeps one mark for each cell of GRID_PX columns and one row: exact or not. */
export class Exactness {
  private columns = 0;
  private rows = 0;
  private width = 0;
  private lossy = new Uint8Array(0);
  private boxes: readonly Box[] = [];

  /** What is not exact: rectangles without overlap; the same array until it changes. */
  get inexact(): readonly Box[] {
    return this.boxes;
  }

  /** Follow an update that was drawn. */
  follow(update: Update): void {
    if (update.keyframe || update.width !== this.width || update.height !== this.rows) {
      this.width = update.width;
      this.rows = update.height;
      this.columns = Math.ceil(update.width / GRID_PX);
      this.lossy = new Uint8Array(this.columns * this.rows);
    }
    const { operations } = update;
    if (this.boxes.length > 0 || operations.some(({ codec }) => LOSSY.has(codec))) {
      for (const operation of operations) this.draw(operation);
      this.setBoxes(this.merged());
    }
  }

  private draw({ x, y, width, height, codec, source }: Operation): void {
    const first = x / GRID_PX;
    const end = Math.ceil((x + width) / GRID_PX);
    if (source === null) {
      const mark = LOSSY.has(codec) ? 1 : 0;
      for (let row = y; row < y + height; row++) this.lossy.fill(mark, row * this.columns + first, row * this.columns + end);
      return;
    }
    const from = source.x / GRID_PX;
    for (let i = 0; i < height; i++) {
      // Away from the overlap, so that no row is read after it was written.
      const row = source.y >= y ? i : height - 1 - i;
      const start = (source.y + row) * this.columns + from;
      this.lossy.copyWithin((y + row) * this.columns + first, start, start + end - first);
    }
  }

  /** Runs of lossy cells, joined over rows where they are the same. */
  private merged(): Box[] {
    const done: Box[] = [];
    let open: Box[] = [];
    for (let row = 0; row < this.rows; row++) {
      const runs = this.runs(row);
      const same = runs.length === open.length && runs.every((run, i) => sameColumns(run, open[i]));
      if (same) {
        for (const box of open) box.height += 1;
      } else {
        done.push(...open);
        open = runs;
      }
    }
    return [...done, ...open];
  }

  private runs(row: number): Box[] {
    const runs: Box[] = [];
    const start = row * this.columns;
    const marks = this.lossy.subarray(start, start + this.columns);
    for (let from = marks.indexOf(1); from !== -1; ) {
      const next = marks.indexOf(0, from);
      const end = next === -1 ? this.columns : next;
      const x = from * GRID_PX;
      runs.push({ x, y: row, width: Math.min(end * GRID_PX, this.width) - x, height: 1 });
      from = marks.indexOf(1, end);
    }
    return runs;
  }

  private setBoxes(boxes: Box[]): void {
    const same = boxes.length === this.boxes.length && boxes.every((box, i) => sameBox(box, this.boxes[i]));
    if (!same) this.boxes = boxes;
  }
}

function sameColumns(a: Box, b: Box | undefined): boolean {
  return a.x === b?.x && a.width === b.width;
}

function sameBox(a: Box, b: Box | undefined): boolean {
  return sameColumns(a, b) && a.y === b?.y && a.height === b.height;
}
