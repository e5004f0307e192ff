/** Parameter values and units in words. */
import { useTranslation } from "react-i18next";

import type { Prescription, SaturationBand, Violation } from "../api/schema";
import { useFormat } from "../app/format";
import { CHOICES, fieldOf, type Choice, type Parameter, type Unit } from "./fields";

type Value = Prescription[Parameter];

const isIn = <T extends string>(values: readonly T[], value: unknown): value is T => values.includes(value as T);

export interface Values {
  unit: (unit: Unit | null) => string;
  /** The value with its unit; "–" where it is not set. */
  value: (parameter: Parameter, value: Value) => string;
  name: (parameter: Parameter) => string;
  /** As an as-run check names and values it, which may be something this page does not know. */
  loose: (parameter: string, value: Value | Violation["value"]) => string;
  /** For lines and narrow tables; the parameter itself where it is none of ours. */
  shortName: (parameter: string) => string;
}

export function useValues(): Values {
  const { t } = useTranslation(["protocol", "app"]);
  const format = useFormat();
  const unit = (of: Unit | null) => (of ? t(`app:unit.${of}`) : "");
  const words = (value: Choice) => t(`choice.${value}`);
  const known: readonly Choice[] = Object.values(CHOICES).flat();
  const listed = (entry: number | SaturationBand) =>
    typeof entry === "number"
      ? format.number(entry, 0)
      : t("band", { offset: format.number(entry.offset_mm, 0), thickness: format.number(entry.thickness_mm, 0) });
  const loose: Values["loose"] = (parameter, value) => {
    if (Array.isArray(value)) return value.map(listed).join(", ") || t("choice.none");
    if (value == null) return t("app:unknown");
    if (typeof value === "string") return isIn(known, value) ? words(value) : value;
    const field = fieldOf(parameter);
    if (field?.kind !== "number") return format.number(value, 3);
    const space = field.unit === "deg" || field.unit === null ? "" : " ";
    return `${format.number(value, Math.max(field.digits, 2))}${space}${unit(field.unit)}`;
  };
  return {
    unit,
    loose,
    value: loose,
    name: (parameter) => t(`parameter.${parameter}`),
    shortName: (parameter) => {
      const field = fieldOf(parameter);
      return field ? t(`short.${field.parameter}`) : parameter;
    },
  };
}
