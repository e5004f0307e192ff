import { CloseCircleOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { Range } from "../api/schema";
import { useFormat } from "../app/format";

/** What a field takes, where it holds a number out of range. */
export function FaultText({ name, range, unit }: { name: string; range: Range; unit: string }) {
  const { t } = useTranslation("protocol");
  const format = useFormat();
  const [low, high] = [range.lowest, range.highest].map((end) => format.number(end, 2));
  return (
    <span>
      <CloseCircleOutlined /> {t(range.open_below ? "takesAbove" : "takes", { name, low, high, unit }).trim()}
    </span>
  );
}
