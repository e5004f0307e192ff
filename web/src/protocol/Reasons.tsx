import { CloseCircleOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import { useValues } from "./values";
import styles from "./protocol.module.css";

export interface Reason {
  /** The field to blame. */
  parameter: string;
  text: string;
}

interface Props {
  reasons: readonly Reason[];
  /** Bring a field into sight. */
  onShow: (parameter: string) => void;
}

/** Every reason why nothing runs; a press leads to the field. */
export function Reasons({ reasons, onShow }: Props) {
  const { t } = useTranslation("protocol");
  const { shortName } = useValues();
  if (reasons.length === 0) return null;
  return (
    <ul className={styles.reasons} data-testid="reasons" aria-label={t("reasons")}>
      {reasons.map(({ parameter, text }) => (
        <li key={`${parameter} ${text}`}>
          <button type="button" onClick={() => { onShow(parameter); }}>
            <CloseCircleOutlined /> <b>{shortName(parameter)}</b> {text}
          </button>
        </li>
      ))}
    </ul>
  );
}
