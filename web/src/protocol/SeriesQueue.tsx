import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  LoadingOutlined,
  PauseCircleOutlined,
} from "@ant-design/icons";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Series, SeriesState } from "../api/schema";
import { useFormat } from "../app/format";
import styles from "./protocol.module.css";

const ICONS: Record<SeriesState, ReactNode> = {
  queued: <ClockCircleOutlined />,
  running: <LoadingOutlined spin />,
  done: <CheckCircleOutlined />,
  stopped: <PauseCircleOutlined />,
  failed: <CloseCircleOutlined />,
};

interface Props {
  series: readonly Series[];
  selectedId: string | undefined;
  /** Without it the queue is only shown. */
  onSelect?: (seriesId: string) => void;
}

/** The exam's queue: which series is meant. */
export function SeriesQueue({ series, selectedId, onSelect }: Props) {
  const { t } = useTranslation("protocol");
  const format = useFormat();
  const selected = useRef<HTMLButtonElement>(null);
  const isThere = series.some((one) => one.series_id === selectedId);
  useEffect(() => {
    if (isThere) selected.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isThere, selectedId]);
  if (series.length === 0) return <span className={styles.quiet}>{t("emptyQueue")}</span>;
  return (
    <div className={styles.queue} role="radiogroup" aria-label={t("queue")}>
      {series.map((one) => (
        <button
          key={one.series_id}
          ref={one.series_id === selectedId ? selected : null}
          type="button"
          role="radio"
          aria-checked={one.series_id === selectedId}
          data-state={one.state}
          data-testid={`series-${one.series_number}`}
          disabled={!onSelect}
          onClick={() => onSelect?.(one.series_id)}
        >
          <span title={t(`seriesState.${one.state}`)} aria-label={t(`seriesState.${one.state}`)}>
            {ICONS[one.state]}
          </span>
          <span>{`${one.series_number} ${one.description}`}</span>
          <small>{format.duration(one.scan_time_s)}</small>
        </button>
      ))}
    </div>
  );
}
