/**
 * The series that is meant until somebody chooses another. Pure.
 *
 * The running one; or the one that was set last in this session and still waits, because that is
 * what the two people are talking about; or the first that waits.
 */
import type { Series, Session } from "../api/schema";

export function nextSeries(
  queue: readonly Series[],
  activeId: string | null | undefined,
  session: Session | undefined,
): Series | undefined {
  const waiting = queue.filter((series) => series.state === "queued");
  const set = session?.proposals.findLast((proposal) => proposal.applied_series_id != null)?.applied_series_id;
  return (
    queue.find((series) => series.series_id === activeId) ??
    waiting.find((series) => series.series_id === set) ??
    waiting[0] ??
    queue.at(-1)
  );
}
