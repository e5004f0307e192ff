/**
 * Edits to one series' prescription before they are proposed. Pure.
 *
 * Keystrokes in one field count as one edit, so that one undo takes back one change. An edit of the
 * sequence also clears what the new sequence does not have; undo brings it back.
 */
import type { Prescription, Violation } from "../api/schema";
import { withoutUnused, type Parameter, type Uses } from "./fields";

export interface Draft {
  value: Prescription;
  past: readonly Prescription[];
  /** The field of the latest edit; null once another act stood between. */
  field: Parameter | null;
}

export function draftOf(prescription: Prescription): Draft {
  return { value: prescription, past: [], field: null };
}

export function edit<P extends Parameter>(draft: Draft, parameter: P, to: Prescription[P], uses: Uses): Draft {
  if (draft.value[parameter] === to) return draft;
  const changed = { ...draft.value, [parameter]: to };
  const value = parameter === "sequence" || parameter === "acquisition_type" ? withoutUnused(changed, uses) : changed;
  const past = draft.field === parameter ? draft.past : [...draft.past, draft.value];
  return { value, past, field: parameter };
}

export function replace(draft: Draft, value: Prescription): Draft {
  return { value, past: [...draft.past, draft.value], field: null };
}

export function undo(draft: Draft): Draft {
  const value = draft.past.at(-1);
  return value ? { value, past: draft.past.slice(0, -1), field: null } : draft;
}

/** Take the nearest value that can run for each violation that has one; unset what must not be set. */
export function withNearest(draft: Draft, violations: readonly Violation[]): Draft {
  const value = violations.reduce<Prescription>((present, violation) => {
    return hasNearest(violation) ? { ...present, [violation.parameter]: violation.nearest } : present;
  }, draft.value);
  return replace(draft, value);
}

export function hasNearest(violation: Violation): boolean {
  return violation.nearest != null || violation.limit === "parameter_not_used";
}
