import { expect, test } from "vitest";

import type { SeriesResult } from "../api/schema";
import { trendLines } from "./trend";
import { checkSum } from "./verdict";

const check = (agreement: "matches" | "deviates" | "not_in_header") => ({
  parameter: "averages",
  prescribed: 1,
  as_run: 1,
  agreement,
});

const series = (description: string, at: string, snr: number | null): SeriesResult => ({
  study_instance_uid: "1",
  series_instance_uid: `1.${at}`,
  series_number: 1,
  description,
  site_id: "county",
  scanner_id: "mr2",
  session_id: null,
  images: 20,
  expected_images: 20,
  first_image_at: at,
  last_image_at: at,
  complete: true,
  measurements: [{ name: "snr", value: snr, unit: "1", reason: snr === null ? "air_masked" : null }],
  checks: [check("matches"), check("deviates"), check("not_in_header"), check("matches")],
});

test("what the header does not say counts neither for nor against", () => {
  expect(checkSum(series("T2", "2026-01-01", 40))).toEqual({ matches: 2, deviations: 1, answered: 3 });
});

test("a trend joins like with like, oldest first, and leaves out what was not measured", () => {
  const lines = trendLines([
    series("T2", "2026-01-03", 42),
    series("T1", "2026-01-02", 30),
    series("T2", "2026-01-02", null),
    series("T2", "2026-01-01", 40),
  ]);
  expect(lines).toEqual([
    { description: "T2", points: [["2026-01-01", 40], ["2026-01-03", 42]] },
    { description: "T1", points: [["2026-01-02", 30]] },
  ]);
});
