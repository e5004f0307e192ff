/** Says for a few seconds that what was typed or clicked did not reach the scanner. */

import { type ReactElement, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import styles from "./console.module.css";
import type { ConsoleState } from "./viewer";

const SHOWN_MS = 5000;

export function RefusedNotice({ refusal }: Pick<ConsoleState, "refusal">): ReactElement | null {
  const { t } = useTranslation("console");
  const [seen, setSeen] = useState<ConsoleState["refusal"]>(null);
  useEffect(() => {
    const hiding = setTimeout(() => setSeen(refusal), SHOWN_MS);
    return () => clearTimeout(hiding);
  }, [refusal]);
  if (refusal?.reason !== "late" || refusal === seen) return null;
  return (
    <div className={styles.refused} role="alert" data-testid="input-refused">
      {t("inputLate")}
    </div>
  );
}
