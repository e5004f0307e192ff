/** Numbers that no scanner takes, found as they are typed. Pure. */
import type { Prescription, Range } from "../api/schema";
import { applies, FIELDS, type Uses } from "./fields";

/** A number out of range; `place` is the parameter, or as `saturation_bands.0.offset_mm` the item and its field. */
export interface Fault {
  place: string;
  range: Range;
}

function isWithin(value: number, { lowest, highest, open_below }: Range): boolean {
  return value <= highest && (open_below ? value > lowest : value >= lowest);
}

function faultsAt(place: string, value: unknown, range: Range): Fault[] {
  if (typeof value === "number") return isWithin(value, range) ? [] : [{ place, range }];
  const outside = Array.isArray(value) && value.some((each) => typeof each === "number" && !isWithin(each, range));
  return outside ? [{ place, range }] : [];
}

/** Every number of a prescription that is out of its range, in the order of the fields. */
export function faultsOf(prescription: Prescription, uses: Uses): Fault[] {
  return FIELDS.flatMap(({ parameter }) => {
    const use = uses.get(parameter);
    if (!use || !applies(parameter, prescription, uses)) return [];
    const value = prescription[parameter];
    const own = use.range ? faultsAt(parameter, value, use.range) : [];
    const items = parameter === "saturation_bands" ? prescription.saturation_bands : [];
    const ofItems = items.flatMap((item, index) =>
      Object.entries(use.item_ranges).flatMap(([field, range]) =>
        faultsAt(`${parameter}.${String(index)}.${field}`, item[field as keyof typeof item], range),
      ),
    );
    return [...own, ...ofItems];
  });
}
