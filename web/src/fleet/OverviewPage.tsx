import { Card, Empty, Modal, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import type { ScannerView, Session, SiteView } from "../api/schema";
import { Failure } from "../app/Failure";
import { useFormat } from "../app/format";
import { Loading } from "../app/Loading";
import { useNow } from "../app/now";
import { useMe } from "../identity/me";
import { AskForHelpForm } from "../session/AskForHelpForm";
import { useOpenSessions } from "../session/queries";
import { SessionStateTag } from "../session/SessionStateTag";
import { mine, waitsFor, type Waiting } from "../session/waiting";
import { useSites } from "./queries";
import { SitePanel } from "./SitePanel";
import styles from "./fleet.module.css";

function Figures({ sites, waiting }: { sites: SiteView[]; waiting: number }) {
  const { t } = useTranslation("fleet");
  const scanners = sites.flatMap((site) => site.scanners);
  const figures = [
    { label: t("figure.sites"), value: sites.filter((site) => site.online).length, of: sites.length },
    { label: t("figure.scanners"), value: scanners.filter((one) => one.online).length, of: scanners.length },
    { label: t("figure.scanning"), value: scanners.filter((one) => one.online && one.status?.progress != null).length },
    { label: t("figure.helped"), value: scanners.filter((one) => one.session_id).length },
    { label: t("figure.waiting"), value: waiting },
  ];
  return (
    <dl className={styles.figures}>
      {figures.map((figure) => (
        <div key={figure.label}>
          <dt>{figure.label}</dt>
          <dd>
            {figure.value}
            {figure.of !== undefined && <small>{` / ${figure.of}`}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function nameOf(sites: SiteView[], scannerId: string): string {
  return sites.flatMap((site) => site.scanners).find((scanner) => scanner.scanner_id === scannerId)?.name ?? scannerId;
}

function MySessions({ sessions, sites }: { sessions: Session[]; sites: SiteView[] }) {
  const { t } = useTranslation("fleet");
  if (sessions.length === 0) return <span className={styles.quiet}>{t("noneOfMine")}</span>;
  return (
    <ul className={styles.waiting}>
      {sessions.map((session) => (
        <li key={session.session_id}>
          <Link to={`/sessions/${session.session_id}`} data-testid={`my-session-${session.scanner_id}`}>
            <strong>{nameOf(sites, session.scanner_id)}</strong>
            <SessionStateTag state={session.state} />
            <span className={styles.reason}>{session.reason}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function WaitingList({ waiting, sites }: { waiting: Waiting[]; sites: SiteView[] }) {
  const { t } = useTranslation(["fleet", "session"]);
  const format = useFormat();
  const now = useNow();
  if (waiting.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("nothingWaits")} />;
  return (
    <ul className={styles.waiting}>
      {waiting.map(({ kind, session, since }, index) => (
        <li key={`${session.session_id}-${kind}-${index}`}>
          <Link to={kind === "request" ? "/requests" : `/sessions/${session.session_id}`}>
            <strong>{t(`waiting.${kind}`)}</strong>
            <span>{nameOf(sites, session.scanner_id)}</span>
            <span className={styles.reason}>{session.reason}</span>
            {session.urgent && <Tag color="error">{t("session:urgent")}</Tag>}
            {since && <time className={styles.quiet}>{format.ago(since, now)}</time>}
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function OverviewPage() {
  const { t } = useTranslation("fleet");
  const me = useMe();
  const navigate = useNavigate();
  const sites = useSites();
  const open = useOpenSessions();
  const [asking, setAsking] = useState<ScannerView | null>(null);
  if (sites.isPending) return <Loading />;
  if (sites.isError) return <Failure error={sites.error} onRetry={() => void sites.refetch()} />;
  const sessions = open.data ?? [];
  const waiting = waitsFor(me, sessions);
  return (
    <div className={styles.overview}>
      <Figures sites={sites.data} waiting={waiting.length} />
      <div className={styles.sites}>
        {sites.data.length === 0 && <Empty description={t("noSites")} />}
        {sites.data.map((site) => (
          <SitePanel
            key={site.site_id}
            site={site}
            sessions={sessions.filter((session) => session.site_id === site.site_id)}
            onAskForHelp={setAsking}
          />
        ))}
      </div>
      <div className={styles.sites}>
        <Card size="small" title={t("waitsForMe")}>
          <WaitingList waiting={waiting} sites={sites.data} />
        </Card>
        <Card size="small" title={t("mySessions")}>
          <MySessions sessions={mine(me, sessions)} sites={sites.data} />
        </Card>
      </div>
      <Modal
        open={asking !== null}
        title={t("askForHelpAt", { scanner: asking?.name ?? "" })}
        footer={null}
        destroyOnHidden
        onCancel={() => { setAsking(null); }}
      >
        {asking && (
          <AskForHelpForm
            scanner={asking}
            onAsked={(session) => {
              setAsking(null);
              void navigate(`/sessions/${session.session_id}`);
            }}
          />
        )}
      </Modal>
    </div>
  );
}
