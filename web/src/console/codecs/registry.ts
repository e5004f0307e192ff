/** The codecs that this browser has. Add one: write its file and list it here. */

import type { Codec } from "./codec";
import { jpeg } from "./jpeg";
import { jpegXl, jpegXlWorks } from "./jpegXl";
import { rawDeflate } from "./rawDeflate";
import { text } from "./text";

export async function availableCodecs(): Promise<Map<number, Codec>> {
  const codecs: Codec[] = [rawDeflate, text, jpeg];
  if (await jpegXlWorks()) codecs.push(jpegXl);
  return new Map(codecs.map((codec) => [codec.code, codec]));
}
