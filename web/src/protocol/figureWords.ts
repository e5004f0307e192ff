/** What follows from a prescription, figure by figure, as the page writes it. */
import { useTranslation } from "react-i18next";

import type { Consequences, ScannerModel } from "../api/schema";
import { useFormat } from "../app/format";

export const FIGURE_GROUPS = ["image", "sampling", "load"] as const;
export type FigureGroup = (typeof FIGURE_GROUPS)[number];

/** A share of the most that is allowed, or that there is. */
export interface Share {
  of: number;
  /** Beyond the most it cannot run, so that coming near is worth a warning. */
  guarded: boolean;
}

export interface Figure {
  id: string;
  group: FigureGroup;
  label: string;
  /** What it was, where the proposal changes it. */
  from: string | null;
  to: string;
  unit: string;
  changed: boolean;
  share: Share | null;
}

type Worded = (of: Consequences) => string | null;

const STEPS_PER_MS = 10;

/** Rounded up to 0.1: the value shown must run when somebody types it. */
export function upwards(value: number): number {
  return Math.ceil(value * STEPS_PER_MS - 1e-6) / STEPS_PER_MS;
}

/** Every figure, of what is set now beside what is proposed. */
export function useFigures(model?: ScannerModel): (present: Consequences, proposed: Consequences) => Figure[] {
  const { t } = useTranslation(["protocol", "app"]);
  const format = useFormat();
  const unknown = t("app:unknown");
  const fixed = (value: number | null | undefined, digits: number) => (value == null ? null : format.fixed(value, digits));
  const up = (value: number) => format.number(upwards(value));
  return (present, proposed) => {
    const figure = (group: FigureGroup, id: string, unit: string, word: Worded, share: Share | null = null): Figure => {
      const [from, to] = [word(present) ?? unknown, word(proposed) ?? unknown];
      const changed = from !== to;
      return { id, group, label: t(`figure.${id as "time"}`), from: changed ? from : null, to, unit, changed, share };
    };
    const part = (of: number | null | undefined, guarded: boolean): Share | null =>
      of == null ? null : { of, guarded };
    const ofMost = (value: number | null | undefined, most: number | undefined) =>
      part(value == null || most === undefined ? null : value / most, false);
    const percent = (share: number | null | undefined) => (share == null ? null : format.percent(share));
    const ms = t("app:unit.ms");
    const snr = proposed.relative_snr / present.relative_snr;
    const snrFigure: Figure = {
      id: "snr",
      group: "image",
      label: t("figure.snr"),
      from: null,
      to: format.change(snr),
      unit: "",
      changed: Math.abs(snr - 1) >= 0.005,
      share: null,
    };
    const inversion: Worded = (of) => (of.shortest_inversion_time_ms == null ? null : up(of.shortest_inversion_time_ms));
    return [
      figure("image", "time", "", (of) => format.duration(of.scan_time_s)),
      snrFigure,
      figure("image", "voxel", t("app:unit.mm"), (of) => of.voxel_mm.map((side) => format.number(side, 2)).join("×")),
      figure("sampling", "shortestTe", ms, (of) => up(of.shortest_echo_time_ms)),
      figure("sampling", "shortestTr", ms, (of) => up(of.shortest_repetition_time_ms)),
      ...(inversion(present) ?? inversion(proposed) ? [figure("sampling", "shortestTi", ms, inversion)] : []),
      figure("sampling", "echoSpacing", ms, (of) => fixed(of.echo_spacing_ms, 2)),
      figure("sampling", "slicesPerTr", "", (of) => format.number(of.slices_per_repetition, 0)),
      figure("sampling", "gFactor", "", (of) => fixed(of.geometry_factor, 2)),
      figure("load", "sarWhole", t("unit.w_kg"), (of) => fixed(of.sar_whole_body_w_kg, 2)),
      figure("load", "sarHead", t("unit.w_kg"), (of) => fixed(of.sar_head_w_kg, 2)),
      figure("load", "sar", "", (of) => percent(of.sar_share_of_limit), part(proposed.sar_share_of_limit, true)),
      figure("load", "b1rms", t("unit.ut"), (of) => fixed(of.b1_rms_ut, 2)),
      figure("load", "stimulation", "", (of) => percent(of.stimulation_share_of_limit), part(proposed.stimulation_share_of_limit, true)),
      figure(
        "load",
        "gradient",
        t("unit.mt_m"),
        (of) => fixed(of.gradient_peak_mt_m, 1),
        ofMost(proposed.gradient_peak_mt_m, model?.gradient_max_mt_m),
      ),
      figure(
        "load",
        "slew",
        t("unit.t_m_s"),
        (of) => fixed(of.slew_peak_t_m_s, 0),
        ofMost(proposed.slew_peak_t_m_s, model?.slew_max_t_m_s),
      ),
    ];
  };
}
