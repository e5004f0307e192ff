import { DesktopOutlined, ExpandAltOutlined, HomeOutlined } from "@ant-design/icons";
import { Button, Empty, Tag, Tooltip } from "antd";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Session } from "../api/schema";
import { useFormat } from "../app/format";
import { useShortcut } from "../app/shortcuts";
import type { ConsoleState } from "../console";
import type { Standing } from "./standing";
import styles from "./session.module.css";

const ConsoleView = lazy(() => import("../console").then((m) => ({ default: m.ConsoleView })));

/** Above this people notice the delay of what they do. */
const NOTICED_MS = 100;

function whyNot(session: Session, standing: Standing) {
  if (session.state === "requested") return "notTaken" as const;
  return standing.expert ? ("waitForAdmission" as const) : ("notAdmitted" as const);
}

interface Props {
  session: Session;
  standing: Standing;
  online: boolean;
  children: ReactNode;
}

/** The scanner's own screen, who drives it and who watches. */
export function ConsolePane({ session, standing, online, children }: Props) {
  const { t } = useTranslation(["session", "app"]);
  const format = useFormat();
  const [state, setState] = useState<ConsoleState | null>(null);
  const [fit, setFit] = useState(true);
  const scaleLabel = fit ? t("console.toActualSize") : t("console.toFit");
  const toggle = () => { setFit((now) => !now); };
  useShortcut("Z", t("console.scale"), toggle, standing.canSeeConsole);
  const watchers = state?.watchers ?? session.admitted.map((person) => person.display_name);
  const delay = state?.delay.siteMs;
  const holder = session.control.holder?.display_name;
  return (
    <section className={styles.pane} aria-label={t("console.title")}>
      <div className={styles.paneHead}>
        <strong>{t("console.title")}</strong>
        <Tag
          color={holder ? "processing" : "default"}
          icon={holder ? <DesktopOutlined /> : <HomeOutlined />}
          data-testid="who-drives"
          data-holder={session.control.holder?.person_id ?? ""}
        >
          {holder ? t("console.driver", { who: holder }) : t("console.driverLocal")}
        </Tag>
        <Tooltip title={watchers.join(", ")}>
          <span className={styles.quiet} data-testid="who-watches">
            {t("console.watching", { count: watchers.length })}
          </span>
        </Tooltip>
        {standing.canSeeConsole && (
          <>
            <Tooltip title={`${scaleLabel} (Z)`}>
              <Button
                type="text"
                size="small"
                icon={<ExpandAltOutlined />}
                aria-label={scaleLabel}
                onClick={toggle}
                data-testid="console-scale"
              />
            </Tooltip>
            {delay != null && (
              <span data-testid="console-delay" data-slow={delay > NOTICED_MS || undefined} className={styles.delay}>
                {t("console.delay", { delay: format.number(delay, 0) })}
              </span>
            )}
            {state?.status.kind === "live" && (
              <span data-testid="console-quality" data-status={state.status.kind} data-lossless={state.exact}>
                {state.exact ? `● ${t("console.lossless")}` : `○ ${t("console.refining")}`}
              </span>
            )}
          </>
        )}
        <div className={styles.paneActs}>{children}</div>
      </div>
      <div className={styles.console} data-testid="console-pane">
        {!online ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("console.offline")} />
        ) : standing.canSeeConsole ? (
          <Suspense fallback={null}>
            <ConsoleView
              scannerId={session.scanner_id}
              sessionId={session.session_id}
              control={standing.drives ? session.control.epoch : null}
              onState={setState}
              scale={fit ? "fit" : "actual"}
            />
          </Suspense>
        ) : (
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={t(`console.${whyNot(session, standing)}`)}
            data-testid="console-not-admitted"
          />
        )}
      </div>
    </section>
  );
}
