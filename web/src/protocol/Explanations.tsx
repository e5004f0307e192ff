import { useTranslation } from "react-i18next";

import type { Effect, Explanation, ScannerModel } from "../api/schema";
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
        if (quantity === "csf_over_gray" || quantity === "fat_over_gray") {
          const words = direction === "rises" ? "effect.nulledNoLonger" : "effect.nulledNow";
          return t(words, { name, before: format.percent(before), after: format.percent(after) });
        }
        if (direction === "reverses") {
          if (Math.abs(after / before - 1) < 0.005) return t("effect.reverses", { name });
          return t("effect.reversesBy", { name, by: format.change(after / before) });
        }
        if (direction === "unchanged") return t("effect.unchanged", { name });
        if (before < 1e-9) return t(`effect.${direction}`, { name, by: "" });
        return t(`effect.${direction}`, { name, by: format.percent(Math.abs(after / before - 1)) });
      })
      .join(t("effect.and"));
}

function totalFirst(explanation: readonly Explanation[]): Explanation[] {
  const isTotal = (one: Explanation) => one.parameter == null;
  return [...explanation.filter(isTotal), ...explanation.filter((one) => !isTotal(one))];
}

/** All changes together, then each by itself. */
export function Explanations({ explanation, model }: { explanation: readonly Explanation[]; model: ScannerModel | undefined }) {
  const { t } = useTranslation("protocol");
  const effects = useEffects();
  const { change, shortName } = useValues(model);
  if (explanation.length === 0) return null;
  return (
    <ul className={styles.explanations} data-testid="explanations">
      {totalFirst(explanation).map((one) => (
        <li key={one.parameter ?? "total"}>
          <b>
            {t("effect.said", {
              what:
                one.parameter == null
                  ? t("effect.total")
                  : `${shortName(one.parameter)} ${change(one.parameter, one.before, one.after)}`,
            })}
          </b>
          {` ${one.runs ? effects(one.effects) : t(one.parameter == null ? "effect.cannotRun" : "effect.alone")}`}
        </li>
      ))}
    </ul>
  );
}
