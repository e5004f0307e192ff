import { CheckCircleFilled, CloseCircleFilled, LoadingOutlined, WarningFilled } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Consequences, ScannerModel } from "../api/schema";
import { Figures } from "./Figures";
import styles from "./protocol.module.css";

interface Props {
  present: Consequences | undefined;
  proposed: Consequences | undefined;
  model: ScannerModel | undefined;
  /** The figures are of an earlier value; new ones are being worked out. */
  stale?: boolean;
  /** Why nothing can be said of the value. */
  failure?: string | null;
  /** Why it cannot run, and what would. */
  children?: ReactNode;
  /** Stands with the figures, or in their place while there are none. */
  beside?: ReactNode;
}

/** Whether the proposed values run, and what they cost and bring, beside what is set now. */
export function ConsequencesView({ present, proposed, model, stale = false, failure = null, children, beside }: Props) {
  const { t } = useTranslation("protocol");
  if (failure !== null) {
    return (
      <>
        <p className={styles.verdict} role="alert" data-runs="unknown" data-testid="consequences-verdict">
          <WarningFilled /> {t("notWorkedOut", { why: failure })}
        </p>
        {children}
        {beside}
      </>
    );
  }
  if (!present || !proposed) {
    return (
      <>
        <p className={styles.quiet}>{t("workingOut")}</p>
        {beside}
      </>
    );
  }
  return (
    <div className={styles.consequences} data-stale={stale || undefined} data-testid="consequences">
      <p className={styles.verdict} data-runs={proposed.runs} data-testid="consequences-verdict">
        {proposed.runs ? <CheckCircleFilled /> : <CloseCircleFilled />}
        {proposed.runs ? t("runs") : t("doesNotRun")}
        {stale && <LoadingOutlined spin />}
      </p>
      {children}
      <Figures present={present} proposed={proposed} model={model} beside={beside} />
    </div>
  );
}
