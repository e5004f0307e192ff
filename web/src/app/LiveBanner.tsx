import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import { useLive } from "../live/live";
import { useFormat } from "./format";

/** Says that what is on screen may be old, for as long as it may. */
export function LiveBanner() {
  const { t } = useTranslation("app");
  const format = useFormat();
  const { state, lostAt } = useLive();
  if (state === "live" || lostAt === null) return null;
  return (
    <Alert
      banner
      type="warning"
      data-testid="live-lost"
      title={t("live.lost", { time: format.time(new Date(lostAt).toISOString()) })}
    />
  );
}
