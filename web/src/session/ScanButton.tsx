import { CaretRightOutlined, StopOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import type { ScannerView, Series } from "../api/schema";
import type { Command } from "./queries";

interface Props {
  scanner: ScannerView;
  series: Series | undefined;
  command: Command;
  large?: boolean;
}

const BUSY = new Set(["prescan", "scanning"]);

/** The operator's one button: start the chosen series, or stop the running one. */
export function ScanButton({ scanner, series, command, large = false }: Props) {
  const { t } = useTranslation("session");
  const status = scanner.status;
  if (!status) return null;
  const pending = command.isPending ? command.variables.kind : null;
  const shared = { size: large ? ("large" as const) : ("medium" as const), block: large, type: "primary" as const };
  if (BUSY.has(status.phase)) {
    return (
      <Button
        {...shared}
        danger
        icon={<StopOutlined />}
        loading={pending === "stop_scan"}
        onClick={() => { command.mutate({ kind: "stop_scan" }); }}
        data-testid="stop-scan"
      >
        {t("scan.stop")}
      </Button>
    );
  }
  const ready = series?.state === "queued" && status.phase !== "reconstructing" && status.phase !== "fault";
  return (
    <Button
      {...shared}
      icon={<CaretRightOutlined />}
      disabled={!ready}
      loading={pending === "start_scan"}
      onClick={() => {
        if (series) command.mutate({ kind: "start_scan", series_id: series.series_id });
      }}
      data-testid="start-scan"
    >
      {series ? t("scan.start", { series: `${series.series_number} ${series.description}` }) : t("scan.choose")}
    </Button>
  );
}
