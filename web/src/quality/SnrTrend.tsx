import { Empty, theme } from "antd";
import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use as register, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { SeriesResult } from "../api/schema";
import { useFormat } from "../app/format";
import { trendLines } from "./trend";
import styles from "./quality.module.css";

register([LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** How the SNR of each kind of series has been on one scanner. */
export function SnrTrend({ series }: { series: readonly SeriesResult[] }) {
  const { t } = useTranslation(["fleet", "quality"]);
  const format = useFormat();
  const { token } = theme.useToken();
  const lines = useMemo(() => trendLines(series), [series]);
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const empty = lines.length === 0;
  useEffect(() => {
    if (empty || !element.current) return;
    const made = init(element.current);
    chart.current = made;
    const resizes = new ResizeObserver(() => { made.resize(); });
    resizes.observe(element.current);
    return () => {
      resizes.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, [empty]);
  useEffect(() => {
    const text = { color: token.colorTextSecondary };
    const rule = { lineStyle: { color: token.colorBorderSecondary } };
    chart.current?.setOption(
      {
        animation: false,
        textStyle: { fontFamily: token.fontFamily },
        // Shapes differ as well as colours.
        color: [token.colorPrimary, token.colorWarning, token.colorSuccess, token.colorError, token.colorText],
        grid: { left: 44, right: 16, top: 34, bottom: 26 },
        legend: { top: 0, textStyle: text },
        tooltip: {
          trigger: "item",
          backgroundColor: token.colorBgElevated,
          borderColor: token.colorBorder,
          textStyle: { color: token.colorText },
          formatter: ({ seriesName, value }: { seriesName: string; value: [string, number] }) =>
            `${seriesName}<br>${format.dateTime(value[0])}<br>${t("quality:snr", { value: format.number(value[1], 1) })}`,
        },
        xAxis: { type: "time", axisLabel: text, axisLine: rule },
        yAxis: { type: "value", name: t("quality:measurement.snr"), nameTextStyle: text, axisLabel: text, splitLine: rule },
        series: lines.map((line, index) => ({
          type: "line",
          name: line.description,
          data: line.points,
          symbol: ["circle", "rect", "triangle", "diamond", "pin"][index % 5],
          symbolSize: 7,
        })),
      },
      { notMerge: true },
    );
  }, [lines, token, format, t]);
  if (empty) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("page.noSnr")} />;
  return <div ref={element} className={styles.trend} data-testid="snr-trend" role="img" aria-label={t("page.snr")} />;
}
