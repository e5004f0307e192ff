/** How far the picture can be trusted: facts in, one status out. Pure. */

import type { FromHub, PictureState, RefusalReason } from "./messages";

export type ConsoleStatus =
  | { kind: "connecting" }
  | { kind: "live" }
  /** The last picture is still shown, and is of `since` (milliseconds since 1970). */
  | { kind: "stale"; since: number; cause: "hub" | "link" | "scanner" }
  | { kind: "refused"; reason: RefusalReason }
  | { kind: "ended"; reason: RefusalReason };

export interface Facts {
  /** Since when the hub is out of reach; null while it answers. */
  hubLostSince: number | null;
  picture: PictureState | null;
  pictureSince: number;
  /** A picture was drawn at all. */
  drawn: boolean;
  /** A picture came since the site last admitted us: what is shown is of now. */
  current: boolean;
  verdict: { kind: "refused" | "ended"; reason: RefusalReason } | null;
}

export const noFacts: Facts = {
  hubLostSince: null,
  picture: null,
  pictureSince: 0,
  drawn: false,
  current: false,
  verdict: null,
};

export function statusOf(facts: Facts): ConsoleStatus {
  if (facts.verdict !== null) return facts.verdict;
  if (facts.hubLostSince !== null) {
    return facts.drawn ? { kind: "stale", since: facts.hubLostSince, cause: "hub" } : { kind: "connecting" };
  }
  if (facts.picture === "link_lost") return { kind: "stale", since: facts.pictureSince, cause: "link" };
  if (facts.picture === "scanner_unreachable") {
    return { kind: "stale", since: facts.pictureSince, cause: "scanner" };
  }
  if (facts.picture === "live" && facts.current) return { kind: "live" };
  return { kind: "connecting" };
}

/** Facts after a message of the hub. */
export function heard(facts: Facts, message: FromHub): Facts {
  switch (message.type) {
    case "state": {
      const current = message.state !== "scanner_unreachable" && message.state !== "starting" && facts.current;
      return { ...facts, picture: message.state, pictureSince: Date.parse(message.since), current };
    }
    case "joined":
      return { ...facts, current: false };
    case "refused":
    case "ended":
      return { ...facts, verdict: { kind: message.type, reason: message.reason } };
    default:
      return facts;
  }
}

/** Facts after a picture was drawn. */
export function drew(facts: Facts): Facts {
  return { ...facts, drawn: true, current: true };
}

/** Facts when nothing has come from the hub since `since`. */
export function hubSilent(facts: Facts, since: number): Facts {
  return facts.hubLostSince === null ? { ...facts, hubLostSince: since } : facts;
}

/** Facts when the connection to the hub ended: the next one starts with a new admission. */
export function hubClosed(facts: Facts, since: number): Facts {
  return { ...hubSilent(facts, since), current: false };
}

/** Facts when the hub speaks. */
export function hubHeard(facts: Facts): Facts {
  return facts.hubLostSince === null ? facts : { ...facts, hubLostSince: null };
}
