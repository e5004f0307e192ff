import { expect, test } from "vitest";

import { prescription } from "../session/examples";
import { nextBand } from "./bands";

test("bands go beside the slices, never onto them or onto one another", () => {
  let filled = prescription;
  for (let count = 0; count < 6; count++) {
    filled = { ...filled, saturation_bands: [...filled.saturation_bands, nextBand(filled)] };
  }
  const slabs = filled.saturation_bands.map(({ offset_mm: at, thickness_mm: thick }) => [at - thick / 2, at + thick / 2]);
  const slices = (prescription.slices * 6 - 1) / 2;
  const edges = [...slabs, [-slices, slices]].sort(([a = 0], [b = 0]) => a - b).flat();
  expect(edges).toEqual([...edges].sort((a, b) => a - b));
});
