import { PrinterOutlined } from "@ant-design/icons";
import { Button, Card, Empty, Table, Tag, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Scan, Session } from "../../api/schema";
import { Failure } from "../../app/Failure";
import { useFormat } from "../../app/format";
import { Loading } from "../../app/Loading";
import { usePlace } from "../../fleet/queries";
import { useMe } from "../../identity/me";
import { may } from "../../identity/roles";
import { isOpen } from "../../live/patch";
import { useSessionSeries } from "../../quality/queries";
import { SeriesReview } from "../../quality/SeriesReview";
import { Proposals } from "../Proposals";
import { Screenshots } from "../screenshots/Screenshots";
import { useCommand, useTimeline } from "../queries";
import { useRegionWords } from "../region";
import { SessionStateTag } from "../SessionStateTag";
import { Timeline } from "../Timeline";
import styles from "./records.module.css";

function Scans({ scans }: { scans: readonly Scan[] }) {
  const { t } = useTranslation("session");
  const format = useFormat();
  const columns: TableColumnsType<Scan> = [
    { title: t("record.series"), dataIndex: "series_description" },
    { title: t("record.started"), key: "started", render: (_, scan) => format.time(scan.started_at) },
    {
      title: t("record.took"),
      key: "took",
      render: (_, scan) =>
        scan.ended_at ? format.duration((Date.parse(scan.ended_at) - Date.parse(scan.started_at)) / 1000) : "–",
    },
    {
      title: t("record.outcome"),
      key: "outcome",
      render: (_, scan) =>
        scan.outcome ? t(`outcome.${scan.outcome as "done" | "stopped" | "failed"}`) : t("outcome.running"),
    },
  ];
  return (
    <Table<Scan>
      size="small"
      rowKey="series_instance_uid"
      columns={columns}
      dataSource={[...scans]}
      pagination={false}
      locale={{ emptyText: t("record.noScans") }}
    />
  );
}

function Summary({ session }: { session: Session }) {
  const { t } = useTranslation("session");
  const format = useFormat();
  const region = useRegionWords();
  const { ended_at: ended } = session;
  const facts: [string, string][] = [
    [t("column.reason"), session.reason],
    [t("column.region"), region(session.body_region)],
    [t("column.by"), session.requested_by.display_name],
    [t("column.expert"), session.expert?.display_name ?? "–"],
    [t("column.requested"), format.dateTime(session.requested_at)],
    [
      t("record.lasted"),
      ended ? format.duration((Date.parse(ended) - Date.parse(session.requested_at)) / 1000) : t("record.ongoing"),
    ],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Who did what and when in one session, with values, scans, images and the note. */
export function RecordView({ session }: { session: Session }) {
  const { t } = useTranslation(["session", "quality"]);
  const me = useMe();
  const { site, scanner } = usePlace(session.scanner_id);
  const timeline = useTimeline(session.session_id);
  const command = useCommand(session.session_id);
  const sees = may(me, "see_images", session.site_id);
  const series = useSessionSeries(session.session_id, sees);
  // A record without its events would look like one in which nothing happened.
  if (timeline.isPending) return <Loading />;
  return (
    <div className={styles.record} data-testid="record-page">
      <header>
        <h1>{`${site?.name ?? session.site_id} · ${scanner?.name ?? session.scanner_id}`}</h1>
        <SessionStateTag state={session.state} />
        {session.urgent && <Tag color="error">{t("urgent")}</Tag>}
        <Button size="small" icon={<PrinterOutlined />} onClick={() => { window.print(); }} data-testid="record-print">
          {t("record.print")}
        </Button>
        {isOpen(session) && <Link to={`/sessions/${session.session_id}`}>{t("action.open")}</Link>}
      </header>
      <div className={styles.left}>
        <Card size="small" title={t("record.summary")}>
          <Summary session={session} />
          <h3>{t("close.note")}</h3>
          <p data-testid="record-note">{session.note || t("record.noNote")}</p>
        </Card>
        <Card size="small" title={t("timeline")}>
          {timeline.isError ? <Failure error={timeline.error} /> : <Timeline timeline={timeline.data} />}
        </Card>
      </div>
      <div className={styles.right}>
        <Card size="small" title={t("quality:title")} styles={{ body: { padding: 0, height: 420 } }}>
          {sees ? <SeriesReview series={series.data ?? []} /> : <Empty description={t("quality:noAccess")} />}
        </Card>
        <Card size="small" title={t("screenshot.plural")}>
          <Screenshots sessionId={session.session_id} />
        </Card>
        <Card size="small" title={t("record.scans")} styles={{ body: { padding: 0 } }}>
          <Scans scans={session.scans} />
        </Card>
        <Card size="small" title={t("proposal.title")}>
          <Proposals session={session} command={command} />
        </Card>
      </div>
    </div>
  );
}
