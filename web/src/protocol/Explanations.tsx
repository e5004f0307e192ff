import { useTranslation } from "react-i18next";

import type { Effect, Explanation } from "../api/schema";
import { useFormat } from "../app/format";
import { useValues } from "./values";
import styles from "./protocol.module.css";

/** What becomes of each figure, in words: "SNR rises 12 %, scan time unchanged". */
export function useEffects(): (effects: readonly Effect[]) => string {
  const { t } = useTranslation("protocol");
  const format = useFormat();
  return (effects) =>
    effects
      .map(({ quantity, direction, before, after }) => {
        const name = t(`quantity.${quantity}`);
        if (direction === "unchanged") return t("effect.unchanged", { name });
        if (before < 1e-9) return t(`effect.${direction}`, { name, by: "" });
        return t(`effect.${direction}`, { name, by: format.percent(Math.abs(after / before - 1)) });
      })
      .join(t("effect.and"));
}

/** Each change by itself, then all together. */
export function Explanations({ explanation }: { explanation: readonly Explanation[] }) {
  const { t } = useTranslation("protocol");
  const effects = useEffects();
  const { loose, shortName } = useValues();
  if (explanation.length === 0) return null;
  return (
    <ul className={styles.explanations} data-testid="explanations">
      {explanation.map((one) => (
        <li key={one.parameter ?? "total"}>
          <b>
            {one.parameter == null
              ? t("effect.total")
              : `${shortName(one.parameter)} ${loose(one.parameter, one.before)} → ${loose(one.parameter, one.after)}`}
          </b>
          {` ${one.runs ? effects(one.effects) : t(one.parameter == null ? "effect.cannotRun" : "effect.alone")}`}
        </li>
      ))}
    </ul>
  );
}
