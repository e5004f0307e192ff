/** What waits for somebody: the acts that only this person, or somebody with their role, can do. Pure. */
import type { Person, Session } from "../api/schema";
import { openProposals, standingOf } from "./standing";

export type WaitKind = "request" | "admission" | "control" | "proposal";

export interface Waiting {
  kind: WaitKind;
  session: Session;
  /** Since when, ISO 8601; null where the session does not say. */
  since: string | null;
}

export function waitsFor(me: Person, sessions: Session[]): Waiting[] {
  return sessions.flatMap((session): Waiting[] => {
    const standing = standingOf(me, session);
    const all: Waiting[] = [];
    if (standing.canTake) all.push({ kind: "request", session, since: session.requested_at });
    if (standing.canAdmit) all.push({ kind: "admission", session, since: session.taken_at ?? null });
    if (standing.canGrantControl && session.control.asked_by) all.push({ kind: "control", session, since: null });
    if (standing.canDecide) {
      for (const proposal of openProposals(session)) {
        all.push({ kind: "proposal", session, since: proposal.offered_at });
      }
    }
    return all;
  });
}

/** Sessions that this person takes part in. */
export function mine(me: Person, sessions: Session[]): Session[] {
  return sessions.filter((session) => {
    const standing = standingOf(me, session);
    return standing.expert || standing.operator || standing.admitted;
  });
}
