import { DesktopOutlined, HomeOutlined } from "@ant-design/icons";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ConsoleState } from "../../console";
import { SessionStateTag } from "../SessionStateTag";
import type { WallConsole } from "./consoles";
import styles from "./wall.module.css";

const ConsoleView = lazy(() => import("../../console/ConsoleView").then((m) => ({ default: m.ConsoleView })));

/** Enough to see that something happens, too little to cost much. */
const THUMBNAIL_HZ = 2;

interface Props {
  console: WallConsole;
  number: number;
  /** It stands in full beside: here only its name does. */
  inFull: boolean;
  onChoose: () => void;
}

/** One console of the wall, small: where it is, who drives, and whether it is live. */
export function Thumbnail({ console: { session, siteName, scannerName, online }, number, inFull, onChoose }: Props) {
  const { t } = useTranslation("session");
  const [state, setState] = useState<ConsoleState | null>(null);
  const holder = session.control.holder?.display_name;
  const where = `${siteName} · ${scannerName}`;
  return (
    <button
      type="button"
      className={styles.thumbnail}
      aria-pressed={inFull}
      aria-label={t("wall.choose", { where })}
      onClick={onChoose}
      data-testid={`wall-${session.scanner_id}`}
      data-status={state?.status.kind}
    >
      <span className={styles.line}>
        <kbd>{number}</kbd>
        <strong title={where}>{where}</strong>
      </span>
      <span className={styles.picture} inert>
        {inFull ? (
          <span className={styles.note}>{t("wall.inFull")}</span>
        ) : online || state?.size != null ? (
          <Suspense fallback={null}>
            <ConsoleView
              scannerId={session.scanner_id}
              sessionId={session.session_id}
              control={null}
              mostHz={THUMBNAIL_HZ}
              onState={setState}
            />
          </Suspense>
        ) : (
          <span className={styles.note}>{t("wall.offline")}</span>
        )}
      </span>
      <span className={styles.line}>
        {holder ? <DesktopOutlined /> : <HomeOutlined />}
        <span>{holder ? t("console.driver", { who: holder }) : t("console.driverLocal")}</span>
        <SessionStateTag state={session.state} />
      </span>
    </button>
  );
}
