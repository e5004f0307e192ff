import { CloseCircleOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { Violation } from "../api/schema";
import { useValues } from "./values";

/** Why a prescription cannot run, with the bound that it breaks. */
export function ViolationText({ violation }: { violation: Violation }) {
  const { t } = useTranslation("protocol");
  const { loose } = useValues();
  const { allowed_min: low, allowed_max: high, parameter } = violation;
  const bound = [
    low != null && t("atLeast", { value: loose(parameter, low) }),
    high != null && t("atMost", { value: loose(parameter, high) }),
  ].filter(Boolean);
  return (
    <span>
      <CloseCircleOutlined /> {t(`limit.${violation.limit}`)}
      {bound.length > 0 && ` (${bound.join(", ")})`}
    </span>
  );
}
