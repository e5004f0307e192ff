/** How good the link is, as it was measured; what was not measured is shown as not measured. */

import { Tooltip } from "antd";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

import { type Format, useFormat } from "../app/format";
import { type DelaySummary, summaryOf } from "./delays";
import styles from "./facts.module.css";
import { regionsOf } from "./regions";
import type { ConsoleState } from "./viewer";

/** Above this people notice the delay of what they do. */
const NOTICED_MS = 100;
const SPARK = { width: 60, height: 14 };
const LEAST_SCALE_MS = 50;

/** Delay with its last minute, and behind it every figure of the link. */
export function LinkFacts({ state }: { state: ConsoleState }): ReactElement {
  const { t } = useTranslation(["console", "app"]);
  const format = useFormat();
  const summary = summaryOf(state.delaysMs);
  const { lossPercent } = state.siteLink;
  const slow = summary !== null && summary.smoothedMs > NOTICED_MS;
  return (
    <Tooltip title={<Figures state={state} summary={summary} />}>
      <span
        className={styles.fact}
        data-testid="console-delay"
        data-measured={summary !== null}
        data-level={slow ? "warning" : undefined}
        tabIndex={0}
      >
        {summary === null
          ? t("link.delayUnknown")
          : t("link.delayIs", { delay: format.number(summary.smoothedMs, 0) })}
        {summary !== null && <Spark delaysMs={state.delaysMs} />}
        <span data-testid="console-bandwidth">{rateIn(format, state.siteLink.bitsPerS) ?? t("link.rateUnknown")}</span>
        <span data-testid="console-loss">
          {lossPercent === null ? t("link.lossUnknown") : t("link.lossIs", { loss: format.fixed(lossPercent, 1) })}
        </span>
      </span>
    </Tooltip>
  );
}

function Figures({ state, summary }: { state: ConsoleState; summary: DelaySummary | null }): ReactElement {
  const { t } = useTranslation(["console", "app"]);
  const format = useFormat();
  const ms = (value: number | null | undefined) =>
    value == null ? t("app:notMeasured") : `${format.number(value, 0)} ${t("app:unit.ms")}`;
  const over = (transport: "quic" | "websocket" | null) =>
    transport === null ? t("app:notMeasured") : t(`link.${transport}`);
  const rate = (value: number | null) => rateIn(format, value) ?? t("app:notMeasured");
  const figures: [string, string][] = [
    [t("link.delay"), ms(summary?.smoothedMs)],
    [t("link.p95"), ms(summary?.p95Ms)],
    [t("link.jitter"), ms(summary?.jitterMs)],
    [t("link.loss"), state.siteLink.lossPercent === null ? t("app:notMeasured") : `${format.fixed(state.siteLink.lossPercent, 1)} %`],
    [t("link.toHub"), ms(state.delay.hubMs)],
    [t("link.received"), rate(state.bitsPerS)],
    [t("link.siteRate"), rate(state.siteLink.bitsPerS)],
    [t("link.siteRoundTrip"), ms(state.siteLink.roundTripMs)],
    [t("link.siteQueueing"), ms(state.siteLink.queueingMs)],
    [t("link.siteTransport"), over(state.siteLink.transport)],
    [t("link.transport"), over(state.transport)],
  ];
  return (
    <dl className={styles.figures} data-testid="link-figures">
      {figures.map(([label, value]) => (
        <Figure key={label} label={label} value={value} />
      ))}
    </dl>
  );
}

function rateIn(format: Format, bitsPerS: number | null): string | null {
  return bitsPerS === null ? null : `${format.fixed(bitsPerS / 1e6, bitsPerS < 1e7 ? 1 : 0)} Mbit/s`;
}

function Figure({ label, value }: { label: string; value: string }): ReactElement {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}

function Spark({ delaysMs }: { delaysMs: readonly number[] }): ReactElement {
  const most = Math.max(LEAST_SCALE_MS, ...delaysMs);
  const step = SPARK.width / Math.max(1, delaysMs.length - 1);
  const points = delaysMs.map((ms, i) => `${i * step},${SPARK.height - 1 - (ms / most) * (SPARK.height - 2)}`);
  return (
    <svg className={styles.spark} viewBox={`0 0 ${SPARK.width} ${SPARK.height}`} preserveAspectRatio="none" aria-hidden>
      <polyline points={points.join(" ")} />
    </svg>
  );
}

/** Whether every pixel is the scanner's own, and how many regions are not. */
export function Exactness({ state }: { state: ConsoleState }): ReactElement | null {
  const { t } = useTranslation("console");
  if (state.status.kind !== "live") return null;
  const regions = regionsOf(state.inexact).length;
  return (
    <Tooltip title={t(state.exact ? "exact.losslessHint" : "exact.refiningHint")}>
      <span
        className={styles.fact}
        data-testid="console-quality"
        data-status={state.status.kind}
        data-lossless={state.exact}
        data-regions={regions}
        data-level={state.exact ? "good" : undefined}
        tabIndex={0}
      >
        {state.exact ? `● ${t("exact.lossless")}` : `≈ ${t("exact.refining", { count: regions })}`}
      </span>
    </Tooltip>
  );
}
