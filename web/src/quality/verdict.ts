/** One series' checks in sum. Pure. */
import type { Measurement, SeriesResult } from "../api/schema";

export interface CheckSum {
  matches: number;
  /** Checks that the headers could answer. */
  answered: number;
  deviations: number;
}

export function checkSum(series: SeriesResult): CheckSum {
  const count = (agreement: string) => series.checks.filter((check) => check.agreement === agreement).length;
  const [matches, deviations] = [count("matches"), count("deviates")];
  return { matches, deviations, answered: matches + deviations };
}

export function snrOf(series: SeriesResult): Measurement | undefined {
  return series.measurements.find((measurement) => measurement.name === "snr");
}
