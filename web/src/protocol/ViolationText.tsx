import { CloseCircleOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { Prescription, ScannerModel, Violation } from "../api/schema";
import { whyUnused, type Uses } from "./fields";
import { useValues } from "./values";

interface Props {
  violation: Violation;
  /** What breaks the limit. */
  prescription: Prescription;
  uses: Uses;
  model: ScannerModel | undefined;
}

/** Why a prescription cannot run, with the bound that it breaks. */
export function useReasons(model: ScannerModel | undefined): (of: Omit<Props, "model">) => string {
  const { t } = useTranslation("protocol");
  const { loose } = useValues(model);
  return ({ violation, prescription, uses }) => {
    const { allowed_min: low, allowed_max: high, parameter, limit } = violation;
    const bound = [
      low != null && t("atLeast", { value: loose(parameter, low) }),
      high != null && t("atMost", { value: loose(parameter, high) }),
    ].filter(Boolean);
    const why = limit === "parameter_not_used" ? whyUnused(parameter, prescription, uses) : null;
    const reason = why ? t(`notUsed.${why}`, { sequence: t(`choice.${prescription.sequence}`) }) : t(`limit.${limit}`);
    return bound.length > 0 ? t("reason", { reason, bound: bound.join(t("effect.and")) }) : reason;
  };
}

/** A broken limit beside its field. */
export function ViolationText({ model, ...broken }: Props) {
  const reasonOf = useReasons(model);
  return (
    <span>
      <CloseCircleOutlined /> {reasonOf(broken)}
    </span>
  );
}
