/** What the console shows, as pixels of the page. */
import { inflateSync } from "node:zlib";

import type { Page } from "playwright-core";

/** All below the top bar, where heart and breath never rest. */
export async function consolePicture(page: Page): Promise<Buffer> {
  const box = await page.getByTestId("console-pane").locator("canvas").first().boundingBox();
  if (box === null) throw new Error("the console shows no picture");
  const bar = box.height * 0.08;
  return await page.screenshot({ clip: { ...box, y: box.y + bar, height: box.height - bar } });
}

/** Waits until the picture has not changed for half a second, and returns it. */
export async function pictureIsStill(page: Page): Promise<Buffer> {
  let last = await consolePicture(page);
  for (let still = 0; still < 2; ) {
    await page.waitForTimeout(250);
    const now = await consolePicture(page);
    still = now.equals(last) ? still + 1 : 0;
    last = now;
  }
  return last;
}

/** Counts the different byte triples in a PNG's unfiltered rows: a blank picture has few. */
export function colours(png: Buffer): number {
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") data.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const raw = inflateSync(Buffer.concat(data));
  const seen = new Set<number>();
  for (let at = 0; at + 2 < raw.length; at += 3) seen.add(raw.readUIntBE(at, 3));
  return seen.size;
}
