/** SNR over time, one line per series description: only like is compared with like. Pure. */
import type { SeriesResult } from "../api/schema";
import { snrOf } from "./verdict";

export interface TrendLine {
  description: string;
  /** Time of the first image, ISO 8601, and SNR; oldest first. */
  points: [string, number][];
}

export function trendLines(series: readonly SeriesResult[]): TrendLine[] {
  const lines = new Map<string, [string, number][]>();
  for (const one of series) {
    const value = snrOf(one)?.value;
    if (value == null) continue;
    lines.set(one.description, [...(lines.get(one.description) ?? []), [one.first_image_at, value]]);
  }
  return [...lines].map(([description, points]) => ({
    description,
    points: points.sort(([a], [b]) => a.localeCompare(b)),
  }));
}
