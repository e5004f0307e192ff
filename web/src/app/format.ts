/** Numbers, durations and dates as the reader's language writes them. */
import { useMemo } from "react";

import { usePreferences, type Language } from "./preferences";

export interface Format {
  /** At most `digits` decimals, none of them trailing. */
  number: (value: number, digits?: number) => string;
  /** Always `digits` decimals, for columns of measured values. */
  fixed: (value: number, digits: number) => string;
  /** With its sign, zero without: "+60", "−60". */
  signed: (value: number) => string;
  percent: (share: number) => string;
  /** A ratio as its change: 0.82 is −18 %. */
  change: (ratio: number) => string;
  duration: (seconds: number) => string;
  time: (iso: string) => string;
  dateTime: (iso: string) => string;
  ago: (iso: string, nowMs: number) => string;
}

const MINUS = "−";

function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${String(m).padStart(h > 0 ? 2 : 1, "0")}:${String(s).padStart(2, "0")}`;
  return h > 0 ? `${h}:${tail}` : tail;
}

function ago(relative: Intl.RelativeTimeFormat, iso: string, nowMs: number): string {
  // Minus zero is "0 seconds ago": a clock that runs ahead must not tell of the future.
  const seconds = -Math.max(0, Math.round((nowMs - Date.parse(iso)) / 1000));
  if (seconds > -60) return relative.format(seconds, "second");
  if (seconds > -3600) return relative.format(Math.ceil(seconds / 60), "minute");
  if (seconds > -172_800) return relative.format(Math.ceil(seconds / 3600), "hour");
  return relative.format(Math.ceil(seconds / 86_400), "day");
}

export function formatFor(language: Language): Format {
  const change = new Intl.NumberFormat(language, { style: "percent", signDisplay: "exceptZero" });
  const signed = new Intl.NumberFormat(language, { maximumFractionDigits: 1, signDisplay: "exceptZero", useGrouping: false });
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const time = new Intl.DateTimeFormat(language, { timeStyle: "medium", hourCycle: "h23" });
  const dateTime = new Intl.DateTimeFormat(language, {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const relative = new Intl.RelativeTimeFormat(language, { style: "short" });
  return {
    number: (value, digits = 1) =>
      new Intl.NumberFormat(language, { maximumFractionDigits: digits, useGrouping: false })
        .format(value)
        .replace("-", MINUS),
    fixed: (value, digits) =>
      new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })
        .format(value)
        .replace("-", MINUS),
    signed: (value) => signed.format(value).replace("-", MINUS),
    percent: (share) => percent.format(share),
    change: (ratio) => change.format(ratio - 1).replace("-", MINUS),
    duration,
    time: (iso) => time.format(new Date(iso)),
    dateTime: (iso) => dateTime.format(new Date(iso)),
    ago: (iso, nowMs) => ago(relative, iso, nowMs),
  };
}

export function useFormat(): Format {
  const { language } = usePreferences();
  return useMemo(() => formatFor(language), [language]);
}
