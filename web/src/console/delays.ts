/** What the round trips of the last minute say. Pure. */

import type { Delay } from "./link";

const KEPT = 60;
const SMOOTHED_OVER = 5;

export interface DelaySummary {
  /** The median of the last few: one late answer does not make it jump. */
  smoothedMs: number;
  p95Ms: number;
  /** Mean change from one round trip to the next (RFC 3550, section 6.4.1, without its gain). */
  jitterMs: number;
}

/** The round trips with a new one, if it is one: answers of the hub alone leave `siteMs` as it was. */
export function withDelay(
  before: { delay: Delay; delaysMs: readonly number[] },
  { siteMs }: Delay,
): readonly number[] {
  if (siteMs === null || siteMs === before.delay.siteMs) return before.delaysMs;
  return [...before.delaysMs, siteMs].slice(-KEPT);
}

/** Null: nothing was measured. */
export function summaryOf(delaysMs: readonly number[]): DelaySummary | null {
  if (delaysMs.length === 0) return null;
  const changes = delaysMs.slice(1).map((ms, i) => Math.abs(ms - (delaysMs[i] ?? ms)));
  return {
    smoothedMs: quantile(delaysMs.slice(-SMOOTHED_OVER), 0.5),
    p95Ms: quantile(delaysMs, 0.95),
    jitterMs: changes.length === 0 ? 0 : changes.reduce((sum, ms) => sum + ms, 0) / changes.length,
  };
}

/** The smallest value that at least this share of the values does not exceed. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
