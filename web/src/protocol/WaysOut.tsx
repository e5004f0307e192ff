import { Button } from "antd";
import { useTranslation } from "react-i18next";

import type { Prescription, WayOut } from "../api/schema";
import { useEffects } from "./Explanations";
import type { Parameter } from "./fields";
import { useValues } from "./values";
import styles from "./protocol.module.css";

interface Props {
  ways: readonly WayOut[];
  onTake: (prescription: Prescription) => void;
}

/** Prescriptions that run in place of one that does not; one press takes one. */
export function WaysOut({ ways, onTake }: Props) {
  const { t } = useTranslation("protocol");
  const effects = useEffects();
  const { value, shortName } = useValues();
  if (ways.length === 0) return null;
  return (
    <div className={styles.waysOut} data-testid="ways-out">
      <span>{t("waysOut")}</span>
      {ways.map((way, index) => (
        <div key={way.changed.join()}>
          <Button size="small" data-testid={`way-out-${index}`} onClick={() => { onTake(way.prescription); }}>
            {way.changed
              .map((name) => `${shortName(name)} ${value(name as Parameter, way.prescription[name as Parameter])}`)
              .join(" · ")}
          </Button>
          <small>{effects(way.effects)}</small>
        </div>
      ))}
    </div>
  );
}
