import { BellOutlined, DesktopOutlined, EyeOutlined, TeamOutlined } from "@ant-design/icons";
import { Button, Card } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { ScannerView, Session } from "../../api/schema";
import { useFormat } from "../../app/format";
import { useNow } from "../../app/now";
import { useMe } from "../../identity/me";
import { SeriesQueue } from "../../protocol/SeriesQueue";
import { ActionButtons } from "../ActionButtons";
import { useActions } from "../actions";
import { CloseDialog } from "../CloseDialog";
import { Messages } from "../Messages";
import { nextSeries } from "../nextSeries";
import { ProposalCard } from "../ProposalCard";
import { useCommand, useTimeline, type Command } from "../queries";
import { ScanButton } from "../ScanButton";
import { openProposals, standingOf } from "../standing";
import styles from "./operator.module.css";
import { SharedConsole } from "./SharedConsole";

function Standing({ session }: { session: Session }) {
  const { t } = useTranslation("session");
  const format = useFormat();
  const now = useNow();
  const { holder, asked_by: askedBy } = session.control;
  const who = session.expert?.display_name ?? "";
  const say = (icon: ReactNode, title: string, detail: string) => (
    <div className={styles.standing} data-testid="operator-standing">
      {icon}
      <div>
        <strong>{title}</strong>
        <p>{detail}</p>
      </div>
    </div>
  );
  if (session.state === "requested") {
    return say(<BellOutlined />, t("operator.waiting"), t("operator.since", { time: format.ago(session.requested_at, now) }));
  }
  if (holder) {
    return say(<DesktopOutlined />, t("operator.drives", { who: holder.display_name }), t("operator.drivesDetail"));
  }
  if (askedBy) return say(<DesktopOutlined />, t("operator.asks", { who: askedBy.display_name }), t("operator.asksDetail"));
  if (session.admitted.length > 0) return say(<EyeOutlined />, t("operator.sees", { who }), t("operator.youDrive"));
  return say(<TeamOutlined />, t("operator.taken", { who }), t("operator.takenDetail"));
}

function Scanning({ scanner, session, command }: { scanner: ScannerView; session: Session; command: Command }) {
  const { t } = useTranslation("session");
  const [chosen, setChosen] = useState<string | null>(null);
  const series = scanner.status?.exam?.series ?? [];
  const selected = series.find((one) => one.series_id === chosen) ?? nextSeries(series, scanner.status?.active_series_id, session);
  return (
    <Card title={t("operator.scan")}>
      <div className={styles.stack}>
        <SeriesQueue series={series} selectedId={selected?.series_id} onSelect={setChosen} />
        <ScanButton scanner={scanner} series={selected} command={command} large />
      </div>
    </Card>
  );
}

/** The running session for its operator: what waits for an answer first, everything in reach. */
export function SessionDesk({ scanner, session }: { scanner: ScannerView; session: Session }) {
  const { t } = useTranslation("session");
  const me = useMe();
  const command = useCommand(session.session_id);
  const timeline = useTimeline(session.session_id);
  const standing = standingOf(me, session);
  const actions = useActions(session, standing, command);
  const seesConsole = session.admitted.length > 0 && session.requested_by.person_id === me.person_id;
  return (
    <div className={styles.desk}>
      {seesConsole && <SharedConsole session={session} />}
      <div className={styles.column}>
        <Card>
          <div className={styles.stack}>
            <Standing session={session} />
            <ActionButtons actions={actions} large />
          </div>
        </Card>
        {standing.canScan && <Scanning scanner={scanner} session={session} command={command} />}
        <Link to={`/sessions/${session.session_id}`}>
          <Button size="large" block data-testid="open-session-page">
            {t("operator.openSession")}
          </Button>
        </Link>
        {standing.canClose && <CloseDialog command={command} large />}
      </div>
      <div className={styles.column}>
        {openProposals(session).map((proposal) => (
          <ProposalCard key={proposal.proposal_id} session={session} proposal={proposal} command={command} />
        ))}
        <Card title={t("messages.title")} className={styles.messages ?? ""}>
          <Messages timeline={timeline.data ?? []} command={command} canWrite={standing.canWrite} />
        </Card>
      </div>
    </div>
  );
}
