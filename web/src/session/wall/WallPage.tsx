import { ArrowRightOutlined } from "@ant-design/icons";
import { Button, Empty } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Failure } from "../../app/Failure";
import { Loading } from "../../app/Loading";
import { useShortcut } from "../../app/shortcuts";
import { useSites } from "../../fleet/queries";
import { useMe } from "../../identity/me";
import { ActionButtons } from "../ActionButtons";
import { useActions } from "../actions";
import { ConsolePane } from "../ConsolePane";
import { useCommand, useOpenSessions } from "../queries";
import { standingOf } from "../standing";
import { consolesFor, type WallConsole } from "./consoles";
import { Thumbnail } from "./Thumbnail";
import styles from "./wall.module.css";

/** Several consoles at once: one live in full, the others beside it at a slower pace. */
export function WallPage() {
  const me = useMe();
  const sites = useSites();
  const open = useOpenSessions();
  const [chosen, setChosen] = useState<string | null>(null);
  if (sites.isPending || open.isPending) return <Loading />;
  if (sites.isError) return <Failure error={sites.error} onRetry={() => void sites.refetch()} />;
  if (open.isError) return <Failure error={open.error} onRetry={() => void open.refetch()} />;
  const consoles = consolesFor(me, open.data, sites.data);
  const front = consoles.find(({ session }) => session.session_id === chosen) ?? consoles[0];
  if (front === undefined) return <Nothing />;
  return (
    <div className={styles.wall} data-testid="wall" data-count={consoles.length} data-alone={consoles.length === 1}>
      <InFull key={front.session.session_id} console={front} />
      {consoles.length > 1 && (
        <ol className={styles.others}>
          {consoles.map((one, i) => (
            <Numbered
              key={one.session.session_id}
              console={one}
              number={i + 1}
              inFull={one === front}
              onChoose={() => { setChosen(one.session.session_id); }}
            />
          ))}
        </ol>
      )}
    </div>
  );
}

function Nothing() {
  const { t } = useTranslation("session");
  return (
    <div className={styles.nothing} data-testid="wall-empty">
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("wall.empty")}>
        <Link to="/">
          <Button>{t("wall.toOverview")}</Button>
        </Link>
      </Empty>
    </div>
  );
}

function InFull({ console: { session, siteName, scannerName, online } }: { console: WallConsole }) {
  const { t } = useTranslation("session");
  const me = useMe();
  const standing = standingOf(me, session);
  const actions = useActions(session, standing, useCommand(session.session_id));
  return (
    <div className={styles.front} data-testid="wall-front" data-session={session.session_id}>
      <header>
        <h1>{`${siteName} · ${scannerName}`}</h1>
        <span title={session.reason}>{session.reason}</span>
        <Link to={`/sessions/${session.session_id}`} data-testid="wall-open">
          {t("wall.open")} <ArrowRightOutlined />
        </Link>
      </header>
      <ConsolePane session={session} standing={standing} online={online}>
        <ActionButtons actions={actions} />
      </ConsolePane>
    </div>
  );
}

interface NumberedProps {
  console: WallConsole;
  number: number;
  inFull: boolean;
  onChoose: () => void;
}

function Numbered({ number, onChoose, ...rest }: NumberedProps) {
  const { t } = useTranslation("session");
  const { siteName, scannerName } = rest.console;
  useShortcut(String(number), t("wall.choose", { where: `${siteName} · ${scannerName}` }), onChoose);
  return (
    <li>
      <Thumbnail {...rest} number={number} onChoose={onChoose} />
    </li>
  );
}
