import { Button, Spin } from "antd";
import { useTranslation } from "react-i18next";

import type { Prescription, ScannerModel, WayOut } from "../api/schema";
import { useEffects } from "./Explanations";
import type { Parameter } from "./fields";
import { useValues } from "./values";
import styles from "./protocol.module.css";

interface Props {
  /** Undefined while they are searched for. */
  ways: readonly WayOut[] | undefined;
  model: ScannerModel | undefined;
  onTake: (prescription: Prescription) => void;
}

/** Prescriptions that run in place of one that does not; one press takes one. */
export function WaysOut({ ways, model, onTake }: Props) {
  const { t } = useTranslation("protocol");
  const effects = useEffects();
  const { value, shortName } = useValues(model);
  if (ways === undefined) return <Spin size="small" />;
  if (ways.length === 0) return <p className={styles.quiet}>{t("noWayOut")}</p>;
  return (
    <div className={styles.waysOut} data-testid="ways-out">
      <h5>{t("waysOut")}</h5>
      {ways.map((way, index) => (
        <Button key={way.changed.join()} block data-testid={`way-out-${String(index)}`} onClick={() => { onTake(way.prescription); }}>
          <b>
            {way.changed
              .map((name) => `${shortName(name)} ${value(name as Parameter, way.prescription[name as Parameter])}`)
              .join(" · ")}
          </b>
          <small>{effects(way.effects)}</small>
        </Button>
      ))}
    </div>
  );
}
