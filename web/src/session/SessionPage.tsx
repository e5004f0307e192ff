import { Splitter } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import type { Session } from "../api/schema";
import { Failure } from "../app/Failure";
import { Loading } from "../app/Loading";
import { usePlace } from "../fleet/queries";
import { useMe } from "../identity/me";
import { isOpen } from "../live/patch";
import { useSessionSeries } from "../quality/queries";
import { SeriesReview } from "../quality/SeriesReview";
import { ActionButtons } from "./ActionButtons";
import { useActions } from "./actions";
import { CloseDialog } from "./CloseDialog";
import { ConsolePane } from "./ConsolePane";
import { nextSeries } from "./nextSeries";
import { useCommand, useSession, useTimeline } from "./queries";
import { RecordView } from "./records/RecordView";
import { ScanStrip } from "./ScanStrip";
import { SessionHeader } from "./SessionHeader";
import { SidePanel } from "./SidePanel";
import { standingOf } from "./standing";
import styles from "./session.module.css";

function Images({ sessionId, allowed }: { sessionId: string; allowed: boolean }) {
  const { t } = useTranslation("quality");
  const series = useSessionSeries(sessionId, allowed);
  return (
    <section className={styles.pane} aria-label={t("title")}>
      <div className={styles.paneHead}>
        <strong>{t("title")}</strong>
        {!allowed && <span className={styles.quiet}>{t("noAccess")}</span>}
      </div>
      <div className={styles.images}>
        {series.isError ? <Failure error={series.error} /> : <SeriesReview series={series.data ?? []} />}
      </div>
    </section>
  );
}

function OpenSession({ session }: { session: Session }) {
  const me = useMe();
  const { site, scanner } = usePlace(session.scanner_id);
  const timeline = useTimeline(session.session_id);
  const command = useCommand(session.session_id);
  const standing = standingOf(me, session);
  const actions = useActions(session, standing, command);
  const [seriesId, setSeriesId] = useState<string | null>(null);
  const queue = scanner?.status?.exam?.series ?? [];
  const selected =
    queue.find((one) => one.series_id === seriesId) ?? nextSeries(queue, scanner?.status?.active_series_id, session);
  return (
    <div className={styles.session} data-testid="session-page">
      <SessionHeader session={session} site={site} scanner={scanner}>
        {standing.canClose && <CloseDialog command={command} />}
      </SessionHeader>
      <Splitter className={styles.split ?? ""}>
        <Splitter.Panel min="45%">
          <Splitter orientation="vertical">
            <Splitter.Panel defaultSize="58%" min={180} collapsible>
              <ConsolePane session={session} standing={standing} online={scanner?.online ?? false}>
                <ActionButtons actions={actions} />
              </ConsolePane>
            </Splitter.Panel>
            <Splitter.Panel min={160} collapsible>
              <div className={styles.lower}>
                <ScanStrip
                  scanner={scanner}
                  selected={selected}
                  onSelect={setSeriesId}
                  canScan={standing.canScan}
                  command={command}
                />
                <Images sessionId={session.session_id} allowed={standing.canSeeImages} />
              </div>
            </Splitter.Panel>
          </Splitter>
        </Splitter.Panel>
        <Splitter.Panel defaultSize="34%" min={400} max={720}>
          <SidePanel
            session={session}
            standing={standing}
            scanner={scanner}
            series={selected}
            onSelectSeries={setSeriesId}
            timeline={timeline.data ?? []}
            command={command}
          />
        </Splitter.Panel>
      </Splitter>
    </div>
  );
}

/** One assistance session; once it has ended, its record. */
export function SessionPage() {
  const { sessionId = "" } = useParams();
  const session = useSession(sessionId);
  if (session.isPending) return <Loading />;
  if (session.isError) return <Failure error={session.error} onRetry={() => void session.refetch()} />;
  return isOpen(session.data) ? (
    <OpenSession key={sessionId} session={session.data} />
  ) : (
    <RecordView session={session.data} />
  );
}
