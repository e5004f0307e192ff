import { Button, Empty, Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { Session } from "../api/schema";
import { Failure } from "../app/Failure";
import { useFormat } from "../app/format";
import { useNow } from "../app/now";
import { usePlace } from "../fleet/queries";
import { useMe } from "../identity/me";
import { useSessionColumns } from "./columns";
import { useCommand, useOpenSessions } from "./queries";
import { standingOf } from "./standing";
import styles from "./session.module.css";

function PlaceName({ scannerId }: { scannerId: string }) {
  const { site, scanner } = usePlace(scannerId);
  return (
    <>
      {site?.name}
      <span className={styles.quiet}>{` · ${scanner?.name ?? scannerId}`}</span>
    </>
  );
}

function TakeOrOpen({ session }: { session: Session }) {
  const { t } = useTranslation("session");
  const navigate = useNavigate();
  const me = useMe();
  const command = useCommand(session.session_id);
  const standing = standingOf(me, session);
  const open = () => void navigate(`/sessions/${session.session_id}`);
  if (standing.canTake) {
    return (
      <Button
        type="primary"
        size="small"
        loading={command.isPending}
        data-testid={`take-${session.scanner_id}`}
        onClick={() => { command.mutate({ kind: "take" }, { onSuccess: open }); }}
      >
        {t("action.take")}
      </Button>
    );
  }
  if (!standing.expert && !standing.operator && !standing.admitted) return <span>{session.expert?.display_name}</span>;
  return (
    <Button size="small" onClick={open} data-testid={`open-${session.scanner_id}`}>
      {t("action.open")}
    </Button>
  );
}

/** Who needs help, since when, and for what; those who wait longest and urgent ones first. */
export function RequestsPage() {
  const { t } = useTranslation("session");
  const format = useFormat();
  const now = useNow();
  const shared = useSessionColumns();
  const open = useOpenSessions();
  const columns: TableColumnsType<Session> = [
    { title: t("column.where"), key: "where", render: (_, session) => <PlaceName scannerId={session.scanner_id} /> },
    {
      title: t("column.since"),
      key: "since",
      width: 130,
      sorter: (a, b) => a.requested_at.localeCompare(b.requested_at),
      render: (_, session) => <time title={format.dateTime(session.requested_at)}>{format.ago(session.requested_at, now)}</time>,
    },
    shared.reason,
    { ...shared.region, width: 120 },
    { ...shared.by, width: 140 },
    { ...shared.state, width: 150 },
    { title: "", key: "act", width: 130, align: "right", render: (_, session) => <TakeOrOpen session={session} /> },
  ];
  if (open.isError) return <Failure error={open.error} onRetry={() => void open.refetch()} />;
  const rank = (session: Session) => (session.state === "requested" ? (session.urgent ? 0 : 1) : 2);
  const sessions = [...(open.data ?? [])].sort(
    (a, b) => rank(a) - rank(b) || a.requested_at.localeCompare(b.requested_at),
  );
  return (
    <div className={styles.page}>
      <h1 className={styles.title}>{t("requests.title")}</h1>
      <Table<Session>
        size="small"
        rowKey="session_id"
        loading={open.isPending}
        columns={columns}
        dataSource={sessions}
        pagination={false}
        data-testid="requests"
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("requests.empty")} /> }}
      />
    </div>
  );
}
