import { Button, Card, Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Person, ScannerView, Session, SiteView } from "../api/schema";
import { useFormat } from "../app/format";
import { useMe } from "../identity/me";
import { may } from "../identity/roles";
import { useRegionWords } from "../session/region";
import { standingOf } from "../session/standing";
import { LinkState } from "./LinkState";
import { ScannerState, ScanProgress } from "./ScannerState";
import styles from "./fleet.module.css";

function SessionCell({ session, me }: { session: Session | undefined; me: Person }) {
  const { t } = useTranslation("fleet");
  if (!session) return <span className={styles.quiet}>{t("noSession")}</span>;
  const who = session.expert?.display_name;
  const words = who ? t("helpedBy", { who }) : t("waitsForHelp");
  const standing = standingOf(me, session);
  const opens = standing.operator || standing.expert || standing.admitted;
  return opens ? (
    <Link to={`/sessions/${session.session_id}`} data-testid={`open-session-${session.scanner_id}`}>
      {words}
    </Link>
  ) : (
    <span>{words}</span>
  );
}

interface Props {
  site: SiteView;
  sessions: Session[];
  onAskForHelp: (scanner: ScannerView) => void;
}

/** One site: its link and its scanners. */
export function SitePanel({ site, sessions, onAskForHelp }: Props) {
  const { t } = useTranslation(["fleet", "app"]);
  const format = useFormat();
  const region = useRegionWords();
  const me = useMe();
  const columns: TableColumnsType<ScannerView> = [
    {
      title: t("scanner"),
      key: "name",
      width: "22%",
      render: (_, scanner) => (
        <>
          <Link to={`/scanners/${scanner.scanner_id}`} data-testid={`scanner-${scanner.scanner_id}`}>
            {scanner.name}
          </Link>
          {scanner.description && (
            <div className={styles.quiet}>
              {`${scanner.description.model.name} · ${format.number(scanner.description.model.field_strength_t)} ${t("app:unit.t")}`}
            </div>
          )}
        </>
      ),
    },
    { title: t("state"), key: "state", width: "20%", render: (_, scanner) => <ScannerState scanner={scanner} /> },
    {
      title: t("now"),
      key: "now",
      width: "28%",
      render: (_, scanner) =>
        !scanner.online ? (
          t("app:unknown")
        ) : scanner.status?.progress != null ? (
          <ScanProgress scanner={scanner} />
        ) : (
          <span className={styles.quiet}>{scanner.status?.exam ? region(scanner.status.exam.body_region) : t("noExam")}</span>
        ),
    },
    {
      title: t("help"),
      key: "help",
      render: (_, scanner) => {
        const session = sessions.find((one) => one.scanner_id === scanner.scanner_id);
        const canAsk = !session && scanner.online && may(me, "ask_for_help", site.site_id);
        return canAsk ? (
          <Button size="small" onClick={() => { onAskForHelp(scanner); }} data-testid={`ask-help-${scanner.scanner_id}`}>
            {t("askForHelp")}
          </Button>
        ) : (
          <SessionCell session={session} me={me} />
        );
      },
    },
  ];
  return (
    <Card size="small" title={site.name} extra={<LinkState site={site} />} styles={{ body: { padding: 0 } }}>
      <Table<ScannerView>
        size="small"
        rowKey="scanner_id"
        columns={columns}
        dataSource={site.scanners}
        pagination={false}
        tableLayout="fixed"
        locale={{ emptyText: t("noScanners") }}
      />
    </Card>
  );
}
