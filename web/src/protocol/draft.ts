/**
 * Edits to one series' prescription before they are proposed. Pure.
 *
 * Keystrokes in one field count as one edit, so that one undo takes back one change. What the hub
 * fits to a choice belongs to that choice: one undo takes back both.
 */
import type { Prescription, Violation } from "../api/schema";
import { changedParameters, differs, same, type Parameter } from "./fields";

export interface Draft {
  value: Prescription;
  past: readonly Prescription[];
  /** The field of the latest edit; null once another act stood between. */
  field: Parameter | null;
}

export function draftOf(prescription: Prescription): Draft {
  return { value: prescription, past: [], field: null };
}

export function edit<P extends Parameter>(draft: Draft, parameter: P, to: Prescription[P]): Draft {
  const value = { ...draft.value, [parameter]: to };
  if (!differs(parameter, draft.value, value)) return draft;
  const past = draft.field === parameter ? draft.past : [...draft.past, draft.value];
  return { value, past, field: parameter };
}

/** Take over what else changes with a choice, unless it was undone; later edits stay. */
export function fitIn(draft: Draft, because: Parameter, chosen: Prescription, fitted: Prescription): Draft {
  if (differs(because, draft.value, chosen)) return draft;
  const taken = changedParameters(chosen, fitted).filter((each) => !differs(each, chosen, draft.value));
  const fit = (value: Prescription) => ({ ...value, ...Object.fromEntries(taken.map((each) => [each, fitted[each]])) });
  return { ...draft, value: fit(draft.value), past: draft.past.map((past) => (same(past, chosen) ? fit(past) : past)) };
}

export function replace(draft: Draft, value: Prescription): Draft {
  return { value, past: [...draft.past, draft.value], field: null };
}

export function undo(draft: Draft): Draft {
  const value = draft.past.at(-1);
  return value ? { value, past: draft.past.slice(0, -1), field: null } : draft;
}

/**
 * Take the nearest value that can run for each violation that has one; unset what must not be set.
 * Of several rules that one parameter breaks, the value that goes furthest keeps them all.
 */
export function withNearest(draft: Draft, violations: readonly Violation[]): Draft {
  const gentleFirst = violations.filter(hasNearest).sort((a, b) => reach(a) - reach(b));
  const nearest = Object.fromEntries(gentleFirst.map((each) => [each.parameter, each.nearest]));
  return replace(draft, { ...draft.value, ...nearest });
}

/** How far the nearest value is from the one that is set; a value taken away goes furthest. */
function reach({ value, nearest }: Violation): number {
  if (nearest == null) return Infinity;
  return typeof value === "number" && typeof nearest === "number" ? Math.abs(nearest - value) : 0;
}

export function hasNearest(violation: Violation): boolean {
  return violation.nearest != null || violation.limit === "parameter_not_used";
}
