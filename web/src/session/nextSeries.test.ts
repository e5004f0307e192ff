import { expect, test } from "vitest";

import type { Series, SeriesState } from "../api/schema";
import { open, prescription, proposal } from "./examples";
import { nextSeries } from "./nextSeries";

const series = (series_id: string, state: SeriesState): Series => ({
  series_id,
  series_number: Number(series_id),
  description: series_id,
  prescription,
  state,
  scan_time_s: 60,
  series_instance_uid: `1.${series_id}`,
});
const queue = [series("1", "queued"), series("2", "queued"), series("3", "done")];
const set = { ...open, proposals: [{ ...proposal, applied_series_id: "2" }] };

test("the running series is meant above all", () => {
  expect(nextSeries(queue, "3", set)?.series_id).toBe("3");
});

test("then the one that was set last, as long as it waits", () => {
  expect(nextSeries(queue, null, set)?.series_id).toBe("2");
  expect(nextSeries([series("1", "queued"), series("2", "done")], null, set)?.series_id).toBe("1");
});

test("then the first that waits, and when none does the last", () => {
  expect(nextSeries(queue, null, open)?.series_id).toBe("1");
  expect(nextSeries([series("3", "done")], null, open)?.series_id).toBe("3");
  expect(nextSeries([], null, open)).toBeUndefined();
});
