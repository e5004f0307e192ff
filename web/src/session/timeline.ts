/** A session's events in words. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { ProposalOffered, Recorded } from "../api/schema";
import { changedParameters } from "../protocol/fields";
import { useValues } from "../protocol/values";

export interface Line {
  entry: Recorded;
  /** Null: the event says itself what acted. */
  who: string | null;
  text: string;
  /** What was said or noted, in the person's own words. */
  quote: string | null;
}

/** Renewals say nothing that a reader of the record wants; messages have a place of their own. */
const UNTOLD = new Set(["control_renewed"]);

function offers(timeline: readonly Recorded[]): Map<string, ProposalOffered> {
  const all = new Map<string, ProposalOffered>();
  for (const { event } of timeline) if (event.kind === "proposal_offered") all.set(event.proposal_id, event);
  return all;
}

function useEventWords(): (entry: Recorded, offered: Map<string, ProposalOffered>) => [string, string | null] {
  const { t } = useTranslation("session");
  const { shortName, change } = useValues();
  const changes = ({ present, proposed }: ProposalOffered) =>
    changedParameters(present, proposed)
      .map((parameter) => `${shortName(parameter)} ${change(parameter, present[parameter], proposed[parameter])}`)
      .join(t("listSeparator"));
  const own = (text: string): string | null => (text === "" ? null : text);
  return ({ event, actor }, offered) => {
    const seriesOf = (id: string) => offered.get(id)?.series_description ?? "";
    switch (event.kind) {
      case "help_asked":
        return [event.urgent ? t("event.help_asked_urgent") : t("event.help_asked"), own(event.reason)];
      case "admitted":
      case "dismissed":
        return [t(`event.${event.kind}`, { person: event.person.display_name }), null];
      case "control_granted":
        return [t("event.control_granted", { person: event.holder.display_name }), null];
      case "control_ended":
        return [t(`event.control_ended.${event.cause}`), null];
      case "proposal_offered":
        return [t("event.proposal_offered", { series: event.series_description, changes: changes(event) }), own(event.comment)];
      case "proposal_accepted":
      case "proposal_withdrawn":
        return [t(`event.${event.kind}`, { series: seriesOf(event.proposal_id) }), null];
      case "proposal_refused":
        return [t("event.proposal_refused", { series: seriesOf(event.proposal_id) }), own(event.comment)];
      case "proposal_applied":
        return [t("event.proposal_applied", { series: seriesOf(event.proposal_id) }), null];
      case "proposal_failed":
        return [t("event.proposal_failed", { series: seriesOf(event.proposal_id) }), own(event.reason)];
      case "scan_started":
        return [t(actor ? "event.scan_started" : "event.scan_started_locally", { series: event.series_description }), null];
      case "scan_ended":
        return [t(`event.scan_ended.${event.outcome}`), null];
      case "message_written":
        return [t("event.message_written"), event.text];
      case "closed":
        return [t("event.closed"), own(event.note)];
      default:
        return [t(`event.${event.kind}`), null];
    }
  };
}

export function useLines(timeline: readonly Recorded[]): Line[] {
  const words = useEventWords();
  const offered = useMemo(() => offers(timeline), [timeline]);
  return timeline
    .filter(({ event }) => !UNTOLD.has(event.kind))
    .map((entry) => {
      const [text, quote] = words(entry, offered);
      return { entry, who: entry.actor?.display_name ?? null, text, quote };
    });
}
