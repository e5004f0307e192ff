import { describe, expect, it } from "vitest";

import type { FromHub } from "./messages";
import { drew, type Facts, heard, hubClosed, hubHeard, hubSilent, noFacts, statusOf } from "./status";

const SINCE = "2026-01-02T03:04:05Z";
const joined: FromHub = { type: "joined", viewer_id: "v", from_generation: 1 };
const picture = (state: "live" | "scanner_unreachable" | "link_lost"): FromHub => ({ type: "state", state, since: SINCE });

function live(): Facts {
  return drew(heard(heard(noFacts, picture("live")), joined));
}

describe("the status of a console", () => {
  it("is live only once a picture of now is drawn", () => {
    const admitted = heard(heard(noFacts, picture("live")), joined);
    expect(statusOf(admitted)).toEqual({ kind: "connecting" });
    expect(statusOf(drew(admitted))).toEqual({ kind: "live" });
  });

  it("is stale from the moment that link, scanner or hub were lost", () => {
    const since = Date.parse(SINCE);
    expect(statusOf(heard(live(), picture("link_lost")))).toEqual({ kind: "stale", since, cause: "link" });
    expect(statusOf(heard(live(), picture("scanner_unreachable")))).toEqual({ kind: "stale", since, cause: "scanner" });
    expect(statusOf(hubSilent(live(), 77))).toEqual({ kind: "stale", since: 77, cause: "hub" });
  });

  it("is live again when a hub that was only silent speaks", () => {
    expect(statusOf(hubHeard(hubSilent(live(), 77)))).toEqual({ kind: "live" });
  });

  it("is not live after a new connection until a new picture is drawn", () => {
    const again = heard(hubHeard(hubClosed(live(), 77)), picture("live"));
    expect(statusOf(again)).toEqual({ kind: "connecting" });
    expect(statusOf(drew(heard(again, joined)))).toEqual({ kind: "live" });
  });

  it("is not live after a scanner's restart until its picture is drawn", () => {
    const back = heard(heard(live(), picture("scanner_unreachable")), picture("live"));
    expect(statusOf(back)).toEqual({ kind: "connecting" });
  });

  it("stays refused or ended", () => {
    const ended = heard(live(), { type: "ended", viewer_id: "v", reason: "admission_ended" });
    expect(statusOf(hubClosed(ended, 5))).toEqual({ kind: "ended", reason: "admission_ended" });
  });
});
