/** The acts that a session offers to one person, as buttons of any size and as shortcuts. */
import { useTranslation } from "react-i18next";

import type { Actor, Session } from "../api/schema";
import type { CommandKind, SessionCommand } from "./commands";
import type { Command } from "./queries";
import type { Standing } from "./standing";

export interface Action {
  id: CommandKind;
  label: string;
  weight: "primary" | "normal" | "danger";
  /** Shortcut, where there is one. */
  keys?: string;
  run: () => void;
  pending: boolean;
}

/** One key for what must never wait. */
export const TAKE_BACK_KEY = "F9";

/** Who control would be granted to: whoever asked, or else the admitted expert. */
export function candidateOf(session: Session): Actor | undefined {
  const drivers = session.admitted.filter((person) => person.roles.includes("expert"));
  const asked = session.control.asked_by?.person_id;
  return drivers.find((person) => person.person_id === asked) ?? drivers[0];
}

export function useActions(session: Session, standing: Standing, command: Command): Action[] {
  const { t } = useTranslation("session");
  const pending = command.isPending ? command.variables.kind : null;
  const action = (body: SessionCommand, label: string, weight: Action["weight"], keys?: string): Action => ({
    id: body.kind,
    label,
    weight,
    ...(keys === undefined ? {} : { keys }),
    run: () => { command.mutate(body); },
    pending: pending === body.kind,
  });
  const all: Action[] = [];
  if (standing.canTakeBackControl) {
    all.push(action({ kind: "take_back_control" }, t("action.takeBack"), "danger", TAKE_BACK_KEY));
  }
  if (standing.canTake) all.push(action({ kind: "take" }, t("action.take"), "primary"));
  if (standing.canAdmit && session.expert) {
    const { person_id, display_name: who } = session.expert;
    all.push(action({ kind: "admit", person_id }, t("action.admit", { who }), "primary"));
  }
  const candidate = candidateOf(session);
  if (standing.canGrantControl && candidate) {
    const { person_id, display_name: who } = candidate;
    const asked = session.control.asked_by != null;
    all.push(action({ kind: "grant_control", person_id }, t("action.grant", { who }), asked ? "primary" : "normal"));
    if (asked) all.push(action({ kind: "refuse_control" }, t("action.refuseControl"), "normal"));
  }
  if (standing.canAskForControl) all.push(action({ kind: "ask_for_control" }, t("action.askControl"), "primary"));
  if (standing.canReleaseControl) all.push(action({ kind: "release_control" }, t("action.release"), "primary"));
  const guest = session.admitted[0];
  if (standing.operator && guest && session.state === "open") {
    const { person_id, display_name: who } = guest;
    all.push(action({ kind: "dismiss", person_id }, t("action.dismiss", { who }), "normal"));
  }
  if (standing.canWithdraw) all.push(action({ kind: "withdraw" }, t("action.withdraw"), "normal"));
  return all;
}
