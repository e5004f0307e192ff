/** Areas that are not exact, joined to the regions that people see. Pure. */

import type { Box } from "./wireFormat";

/** Boxes that touch, or lie closer than this, are one region. */
const NEAR_PX = 32;

/** The bounding boxes of what hangs together; none of them touches another. */
export function regionsOf(boxes: readonly Box[]): Box[] {
  const regions: Box[] = [];
  for (const box of boxes) {
    let joined = box;
    for (let i = regions.findIndex((other) => near(other, joined)); i !== -1; ) {
      const [other] = regions.splice(i, 1);
      if (other !== undefined) joined = around(other, joined);
      i = regions.findIndex((one) => near(one, joined));
    }
    regions.push(joined);
  }
  return regions;
}

function near(a: Box, b: Box): boolean {
  return (
    a.x <= b.x + b.width + NEAR_PX &&
    b.x <= a.x + a.width + NEAR_PX &&
    a.y <= b.y + b.height + NEAR_PX &&
    b.y <= a.y + a.height + NEAR_PX
  );
}

function around(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
