/** Saturation bands: where the next one goes. Pure. */
import type { Prescription, SaturationBand } from "../api/schema";

const THICKNESS_MM = 40;
const AWAY_MM = 10;

/** A band beside the slices, where none is yet: below them, above them, then farther out. */
export function nextBand({ saturation_bands: bands, ...of }: Prescription): SaturationBand {
  const half = (of.slices * of.slice_thickness_mm + (of.slices - 1) * of.slice_gap_mm) / 2;
  const free = (offset: number) =>
    bands.every((band) => Math.abs(band.offset_mm - offset) >= (band.thickness_mm + THICKNESS_MM) / 2);
  for (let step = 0; ; step++) {
    const away = Math.ceil(half) + AWAY_MM + THICKNESS_MM * (step + 0.5);
    const offset = [-away, away].find(free);
    if (offset !== undefined) return { offset_mm: offset, thickness_mm: THICKNESS_MM };
  }
}
