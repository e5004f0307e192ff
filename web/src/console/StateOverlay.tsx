/** Says over the picture why it is not live, and since when. The last picture stays visible beneath. */

import { DisconnectOutlined } from "@ant-design/icons";
import { Spin } from "antd";
import { type ReactElement, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import styles from "./console.module.css";
import type { ConsoleStatus } from "./status";

const SECOND_MS = 1000;

export function StateOverlay({ status }: { status: ConsoleStatus }): ReactElement | null {
  const { t } = useTranslation("console");
  switch (status.kind) {
    case "live":
      return null;
    case "connecting":
      return (
        <div className={styles.overlay} role="status">
          <Spin />
          <strong>{t("connecting")}</strong>
        </div>
      );
    case "stale":
      return (
        <div className={styles.stale} role="alert" data-testid="console-stale">
          <div className={styles.staleNote}>
            <DisconnectOutlined />
            <strong>{t(`stale.${status.cause}`)}</strong>
            <Age since={status.since} />
            <small>{t("staleInput")}</small>
          </div>
        </div>
      );
    case "refused":
    case "ended":
      return (
        <div className={styles.overlay} role="alert">
          <strong>{t(status.kind)}</strong>
          <span>{t(`reason.${status.reason}`)}</span>
        </div>
      );
  }
}

/** How old the picture is, counting. */
export function Age({ since }: { since: number }): ReactElement {
  const { t } = useTranslation("console");
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const ticking = setInterval(() => { setNow(Date.now()); }, SECOND_MS);
    return () => { clearInterval(ticking); };
  }, []);
  const seconds = Math.max(0, Math.round((now - since) / SECOND_MS));
  return (
    <span className={styles.age} data-testid="console-age">
      {seconds < 120 ? t("age", { seconds }) : t("ageMinutes", { minutes: Math.floor(seconds / 60) })}
    </span>
  );
}
