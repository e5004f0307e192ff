import { Alert, Card, Descriptions, Empty, List, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import type { ScannerDescription, ScannerView, Session } from "../api/schema";
import { Failure } from "../app/Failure";
import { useFormat } from "../app/format";
import { Loading } from "../app/Loading";
import { useMe } from "../identity/me";
import { may } from "../identity/roles";
import { SeriesQueue } from "../protocol/SeriesQueue";
import { useScannerSeries } from "../quality/queries";
import { SeriesTable } from "../quality/SeriesTable";
import { SnrTrend } from "../quality/SnrTrend";
import { useRecords } from "../session/records/queries";
import { SessionStateTag } from "../session/SessionStateTag";
import { LinkState } from "./LinkState";
import { usePlace, useSites } from "./queries";
import { ScannerState, ScanProgress } from "./ScannerState";
import styles from "./fleet.module.css";

function Description({ description }: { description: ScannerDescription | null }) {
  const { t } = useTranslation(["fleet", "app"]);
  const format = useFormat();
  if (!description) return <p>{t("page.notKnown")}</p>;
  const { model } = description;
  const items = [
    { label: t("page.manufacturer"), children: model.manufacturer },
    { label: t("page.model"), children: model.name },
    { label: t("page.field"), children: `${format.number(model.field_strength_t)} ${t("app:unit.t")}` },
    { label: t("page.coil"), children: `${model.receive_coil} · ${t("page.channels", { count: model.receive_channels })}` },
    {
      label: t("page.gradient"),
      children: t("page.gradientValue", { amplitude: model.gradient_max_mt_m, slew: model.slew_max_t_m_s }),
    },
    { label: t("page.b1"), children: t("page.b1Value", { value: model.b1_max_ut }) },
    { label: t("page.serial"), children: description.serial_number },
    { label: t("page.software"), children: description.software_version },
    {
      label: t("page.capabilities"),
      children: (
        <div className={styles.tags}>
          {[...description.capabilities].sort().map((one) => (
            <Tag key={one}>{t(`capability.${one}`)}</Tag>
          ))}
        </div>
      ),
    },
  ];
  return <Descriptions size="small" column={1} items={items.map((item) => ({ key: item.label, ...item }))} />;
}

function Sessions({ scannerId }: { scannerId: string }) {
  const { t } = useTranslation("fleet");
  const format = useFormat();
  const records = useRecords({ text: "", scannerId, open: null });
  const sessions: Session[] = records.data?.pages[0]?.slice(0, 8) ?? [];
  return (
    <List<Session>
      size="small"
      loading={records.isPending}
      dataSource={sessions}
      locale={{ emptyText: t("page.noSessions") }}
      renderItem={(session) => (
        <List.Item extra={<SessionStateTag state={session.state} />}>
          <Link to={`/records/${session.session_id}`}>
            <span className={styles.quiet}>{format.dateTime(session.requested_at)}</span> {session.reason}
          </Link>
        </List.Item>
      )}
    />
  );
}

function Queue({ scanner }: { scanner: ScannerView }) {
  const { t } = useTranslation("fleet");
  const exam = scanner.status?.exam;
  return (
    <Card size="small" title={t("page.queue")}>
      {exam ? (
        <>
          <SeriesQueue series={exam.series} selectedId={scanner.status?.active_series_id ?? undefined} />
          <ScanProgress scanner={scanner} />
        </>
      ) : (
        <span className={styles.quiet}>{t("page.noQueue")}</span>
      )}
    </Card>
  );
}

function Quality({ scannerId }: { scannerId: string }) {
  const { t } = useTranslation("fleet");
  const series = useScannerSeries(scannerId, true);
  if (series.isError) return <Failure error={series.error} onRetry={() => void series.refetch()} />;
  return (
    <>
      <Card size="small" title={t("page.snr")}>
        <SnrTrend series={series.data ?? []} />
      </Card>
      <Card size="small" title={t("page.series")} styles={{ body: { padding: 0 } }}>
        <SeriesTable series={series.data ?? []} loading={series.isPending} />
      </Card>
    </>
  );
}

/** One scanner: what it is, what it does now, and how its images have been. */
export function ScannerPage() {
  const { scannerId = "" } = useParams();
  const { t } = useTranslation("fleet");
  const me = useMe();
  const sites = useSites();
  const { site, scanner } = usePlace(scannerId);
  if (sites.isPending) return <Loading />;
  if (sites.isError) return <Failure error={sites.error} onRetry={() => void sites.refetch()} />;
  if (!site || !scanner) return <Empty description={t("page.missing")} />;
  return (
    <div className={styles.scanner} data-testid="scanner-page">
      <header className={styles.scannerHead}>
        <h1>{`${site.name} · ${scanner.name}`}</h1>
        <ScannerState scanner={scanner} />
        <LinkState site={site} />
        {scanner.session_id && may(me, "see_records", site.site_id) && (
          <Link to={`/sessions/${scanner.session_id}`}>{t("page.openSession")}</Link>
        )}
      </header>
      <div className={styles.column}>
        {scanner.status?.fault && <Alert type="error" showIcon title={t("page.fault", { fault: scanner.status.fault })} />}
        <Card size="small" title={t("page.description")}>
          <Description description={scanner.description ?? null} />
        </Card>
        {may(me, "see_records", site.site_id) && (
          <Card size="small" title={t("page.sessions")} styles={{ body: { padding: 0 } }}>
            <Sessions scannerId={scannerId} />
          </Card>
        )}
      </div>
      <div className={styles.column}>
        <Queue scanner={scanner} />
        {may(me, "see_images", site.site_id) && <Quality scannerId={scannerId} />}
      </div>
    </div>
  );
}
