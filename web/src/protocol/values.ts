/** Parameter values and units in words. */
import { useTranslation } from "react-i18next";

import type { Prescription, SaturationBand, ScannerModel, Violation } from "../api/schema";
import { useFormat } from "../app/format";
import { CHOICES, fieldOf, type Choice, type Parameter, type Unit } from "./fields";

type Value = Prescription[Parameter];

/** What headers say instead of a value: there are bands (0018,9027), lines were left out (0018,9081). */
const RAW = ["SLAB", "NONE", "YES", "NO"] as const;

const isIn = <T extends string>(values: readonly T[], value: unknown): value is T => values.includes(value as T);

export interface Values {
  unit: (unit: Unit | null) => string;
  /** The value with its unit; "–" where it is not set. */
  value: (parameter: Parameter, value: Value) => string;
  name: (parameter: Parameter) => string;
  /** As an as-run check names and values it, which may be something this page does not know. */
  loose: (parameter: string, value: Value | Violation["value"]) => string;
  /** From one value to another, the unit written once. */
  change: (parameter: string, from: Value | Violation["value"], to: Value | Violation["value"]) => string;
  /** For lines and narrow tables; the parameter itself where it is none of ours. */
  shortName: (parameter: string) => string;
}

/** `model`: the scanner that the values are of, where it is known. */
export function useValues(model?: ScannerModel): Values {
  const { t } = useTranslation(["protocol", "app"]);
  const format = useFormat();
  const unit = (of: Unit | null) => (of ? t(`app:unit.${of}`) : "");
  const words = (value: Choice) => t(`choice.${value}`);
  const known: readonly Choice[] = Object.values(CHOICES).flat();
  const listed = (entry: number | SaturationBand) =>
    typeof entry === "number"
      ? format.number(entry, 0)
      : t("bands.shown", { offset: format.signed(entry.offset_mm), thickness: format.number(entry.thickness_mm) });
  const text = (value: string) => {
    if (isIn(known, value)) return words(value);
    return isIn(RAW, value) ? t(`raw.${value}`) : value;
  };
  const withUnit = (number: string, of: Unit | null) =>
    `${number}${of === "deg" || of === null ? "" : " "}${unit(of)}`;
  const loose: Values["loose"] = (parameter, value) => {
    const field = fieldOf(parameter);
    if (Array.isArray(value)) {
      if (value.length === 0) return t("choice.none");
      return withUnit(value.map(listed).join(", "), field?.kind === "list" ? field.unit : "mm");
    }
    if (value == null) return parameter === "receive_coil" ? (model?.receive_coil ?? t("usualCoil")) : t("app:unknown");
    if (typeof value === "string") return text(value);
    if (field?.kind !== "number") return format.number(value, 3);
    return withUnit(format.number(value, Math.max(field.digits, 2)), field.unit);
  };
  const change: Values["change"] = (parameter, from, to) => {
    const [before, after] = [loose(parameter, from), loose(parameter, to)];
    const shared = / \S+$/.exec(after)?.[0] ?? "";
    const isNumber = typeof from === "number" && typeof to === "number";
    return `${isNumber && shared !== "" && before.endsWith(shared) ? before.slice(0, -shared.length) : before} → ${after}`;
  };
  return {
    unit,
    loose,
    change,
    value: loose,
    name: (parameter) => t(`parameter.${parameter}`),
    shortName: (parameter) => {
      const field = fieldOf(parameter);
      return field ? t(`short.${field.parameter}`) : parameter;
    },
  };
}
