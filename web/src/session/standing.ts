/**
 * Where one person stands in a session, and so what their page offers them.
 *
 * Pure. The site decides again on every command; this only keeps pages from offering what it would
 * refuse.
 */
import type { Person, Proposal, Session } from "../api/schema";
import { may } from "../identity/roles";
import { isOpen } from "../live/patch";

export interface Standing {
  /** An operator of the session's site. */
  operator: boolean;
  /** The expert who took the request. */
  expert: boolean;
  admitted: boolean;
  /** Holds the control lease. */
  drives: boolean;
  canTake: boolean;
  canWithdraw: boolean;
  /** Somebody waits to be admitted, and this person may do it. */
  canAdmit: boolean;
  canAskForControl: boolean;
  canGrantControl: boolean;
  canTakeBackControl: boolean;
  canReleaseControl: boolean;
  canPropose: boolean;
  canDecide: boolean;
  canScan: boolean;
  canSeeConsole: boolean;
  canSeeImages: boolean;
  canWrite: boolean;
  canClose: boolean;
}

export function standingOf(me: Person, session: Session): Standing {
  const site = session.site_id;
  const is = (person: { person_id: string } | null | undefined) => person?.person_id === me.person_id;
  const open = isOpen(session);
  const operator = may(me, "admit", site);
  const expert = is(session.expert);
  const admitted = session.admitted.some(is);
  const { holder, asked_by: askedBy } = session.control;
  const drives = is(holder);
  const expertIn = session.admitted.some((person) => person.person_id === session.expert?.person_id);
  return {
    operator,
    expert,
    admitted,
    drives,
    canTake: session.state === "requested" && may(me, "take_request", site),
    canWithdraw: (session.state === "requested" || session.state === "taken") && operator,
    canAdmit: open && operator && !expert && session.expert != null && !expertIn,
    canAskForControl: open && admitted && may(me, "drive", site) && !drives && !askedBy,
    canGrantControl: open && operator && !holder && session.admitted.some((person) => person.roles.includes("expert")),
    canTakeBackControl: open && operator && Boolean(holder),
    canReleaseControl: open && drives,
    canPropose: open && admitted && may(me, "propose", site),
    canDecide: open && may(me, "decide_proposal", site),
    canScan: open && may(me, "start_scan", site),
    canSeeConsole: open && may(me, "see_console", site) && (operator || admitted),
    canSeeImages: may(me, "see_images", site),
    canWrite: open && may(me, "write_message", site) && (operator || expert || admitted),
    canClose: session.state !== "requested" && open && may(me, "close_session", site) && (operator || expert),
  };
}

export function openProposals(session: Session): Proposal[] {
  return session.proposals.filter((proposal) => proposal.state === "offered");
}
