import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  DisconnectOutlined,
  LoadingOutlined,
  MinusCircleOutlined,
  PauseCircleOutlined,
  QuestionCircleOutlined,
  SettingOutlined,
} from "@ant-design/icons";
import { Progress, Tag } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { ScannerPhase, ScannerView } from "../api/schema";
import { useFormat } from "../app/format";
import { useNow } from "../app/now";
import styles from "./fleet.module.css";

const PHASES: Record<ScannerPhase, { color: string; icon: ReactNode }> = {
  idle: { color: "default", icon: <MinusCircleOutlined /> },
  registered: { color: "default", icon: <ClockCircleOutlined /> },
  prescribed: { color: "default", icon: <ClockCircleOutlined /> },
  prescan: { color: "processing", icon: <SettingOutlined spin /> },
  scanning: { color: "processing", icon: <LoadingOutlined spin /> },
  reconstructing: { color: "processing", icon: <LoadingOutlined spin /> },
  done: { color: "success", icon: <CheckCircleOutlined /> },
  stopped: { color: "warning", icon: <PauseCircleOutlined /> },
  fault: { color: "error", icon: <CloseCircleOutlined /> },
  unknown: { color: "default", icon: <QuestionCircleOutlined /> },
};

/** What the scanner does now, or since when it is not heard of. */
export function ScannerState({ scanner }: { scanner: ScannerView }) {
  const { t } = useTranslation("fleet");
  const format = useFormat();
  const now = useNow();
  if (!scanner.online || !scanner.status) {
    const seen = scanner.last_seen ? format.ago(scanner.last_seen, now) : t("neverSeen");
    return (
      <Tag icon={<DisconnectOutlined />} color="error" data-testid={`scanner-state-${scanner.scanner_id}`}>
        {t("offlineSince", { seen })}
      </Tag>
    );
  }
  const { color, icon } = PHASES[scanner.status.phase];
  return (
    <Tag icon={icon} color={color} data-testid={`scanner-state-${scanner.scanner_id}`}>
      {t(`phase.${scanner.status.phase}`)}
    </Tag>
  );
}

/** Progress of the running series; nothing where none runs. */
export function ScanProgress({ scanner, large = false }: { scanner: ScannerView; large?: boolean }) {
  const { t } = useTranslation("fleet");
  const format = useFormat();
  const status = scanner.online ? scanner.status : null;
  const running = status?.exam?.series.find((series) => series.series_id === status.active_series_id);
  if (!status || !running || status.progress == null) return null;
  return (
    <div className={styles.progress} data-testid="scan-progress" aria-live="off">
      <span className={styles.progressName}>{`${running.series_number} ${running.description}`}</span>
      <Progress
        percent={Math.round(status.progress * 100)}
        size={large ? "medium" : "small"}
        status="active"
        format={(percent) => format.percent((percent ?? 0) / 100)}
      />
      {status.remaining_s != null && (
        <span className={styles.remaining}>{t("remaining", { time: format.duration(status.remaining_s) })}</span>
      )}
    </div>
  );
}
