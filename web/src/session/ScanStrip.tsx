import { useTranslation } from "react-i18next";

import type { ScannerView, Series } from "../api/schema";
import { useShortcut } from "../app/shortcuts";
import { ScanProgress } from "../fleet/ScannerState";
import { SeriesQueue } from "../protocol/SeriesQueue";
import type { Command } from "./queries";
import { ScanButton } from "./ScanButton";
import styles from "./session.module.css";

interface Props {
  scanner: ScannerView | undefined;
  selected: Series | undefined;
  onSelect: (seriesId: string) => void;
  canScan: boolean;
  command: Command;
}

/** The open exam's queue, the running scan, and for the operator the button that starts and stops. */
export function ScanStrip({ scanner, selected, onSelect, canScan, command }: Props) {
  const { t } = useTranslation(["session", "protocol"]);
  const series = scanner?.status?.exam?.series ?? [];
  const step = (by: number) => {
    const at = series.findIndex((one) => one.series_id === selected?.series_id);
    const next = series[at + by];
    if (next) onSelect(next.series_id);
  };
  useShortcut("[", t("scan.previousSeries"), () => { step(-1); }, series.length > 1);
  useShortcut("]", t("scan.nextSeries"), () => { step(1); }, series.length > 1);
  if (!scanner?.status) return null;
  return (
    <div className={styles.scanStrip}>
      <SeriesQueue series={series} selectedId={selected?.series_id} onSelect={onSelect} />
      <ScanProgress scanner={scanner} />
      {canScan && <ScanButton scanner={scanner} series={selected} command={command} />}
    </div>
  );
}
