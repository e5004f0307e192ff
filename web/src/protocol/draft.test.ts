import { expect, test } from "vitest";

import { prescription } from "../session/examples";
import { draftOf, edit, fitIn, hasNearest, replace, undo, withNearest } from "./draft";
import type { ParameterDescription } from "../api/schema";
import { changedParameters, fieldsFor, same, type Uses } from "./fields";

const start = draftOf(prescription);
const only = (parameter: string, of: Partial<ParameterDescription>): [string, ParameterDescription] => [
  parameter,
  { parameter, must_be_unset: true, needs_parallel_technique: false, item_ranges: {}, ...of },
];
const uses: Uses = new Map([
  only("inversion_time_ms", { sequences: ["inversion_recovery", "mprage"], unset: null }),
  only("echo_train_length", { sequences: ["turbo_spin_echo", "inversion_recovery"], unset: 1 }),
  only("acceleration_factor", { needs_parallel_technique: true, must_be_unset: false }),
]);

test("undo takes back one change, however many keystrokes made it", () => {
  const typed = edit(edit(edit(start, "echo_time_ms", 8), "echo_time_ms", 85), "averages", 2);
  expect(undo(typed).value).toEqual({ ...prescription, echo_time_ms: 85 });
  expect(undo(undo(typed)).value).toEqual(prescription);
});

test("undo on an untouched draft changes nothing", () => {
  expect(undo(start)).toBe(start);
});

const chosen = { ...prescription, sequence: "spoiled_gradient_echo" } as const;
const fitted = { ...chosen, echo_train_length: 1, flip_angle_deg: 30 };

test("what the hub fits to a choice joins it, and one undo takes back both", () => {
  const gradient = fitIn(edit(start, "sequence", "spoiled_gradient_echo"), "sequence", chosen, fitted);
  expect(gradient.value).toEqual(fitted);
  expect(undo(gradient).value).toEqual(prescription);
});

test("what was typed while the hub was fitting stays, and its undo leads to the fitted choice", () => {
  const typed = edit(edit(start, "sequence", "spoiled_gradient_echo"), "flip_angle_deg", 12);
  const late = fitIn(typed, "sequence", chosen, fitted);
  expect(late.value).toEqual({ ...fitted, flip_angle_deg: 12 });
  expect(undo(late).value).toMatchObject({ sequence: "spoiled_gradient_echo", echo_train_length: 1 });
});

test("what the hub fits to a choice that is gone is not taken", () => {
  const other = edit(start, "sequence", "spin_echo");
  expect(fitIn(other, "sequence", chosen, fitted)).toBe(other);
});

test("an edit to the same list is none", () => {
  expect(edit(start, "b_values_s_mm2", [])).toBe(start);
});

test("of several rules for one parameter the strictest is kept, whatever their order", () => {
  const rules = [3000, 2500, 2100].map(
    (nearest) => ({ limit: "repetition_time_too_short", parameter: "repetition_time_ms", value: 2000, nearest }) as const,
  );
  const fast = replace(start, { ...prescription, repetition_time_ms: 2000 });
  for (const order of [rules, [...rules].reverse()]) {
    expect(withNearest(fast, order).value.repetition_time_ms).toBe(3000);
  }
  const most = [0.7, 0.4].map((nearest) => ({ limit: "bandwidth_out_of_range", parameter: "pixel_bandwidth_hz", value: 2, nearest }) as const);
  expect(withNearest(start, [...most].reverse()).value.pixel_bandwidth_hz).toBe(0.4);
});

test("the nearest values are taken for every violation that has one", () => {
  const short = { limit: "echo_time_too_short", parameter: "echo_time_ms", value: 5, nearest: 11 } as const;
  const stray = { limit: "parameter_not_used", parameter: "inversion_time_ms", value: 9, nearest: null } as const;
  const draft = withNearest(replace(start, { ...prescription, echo_time_ms: 5, inversion_time_ms: 9 }), [short, stray]);
  expect(draft.value).toMatchObject({ echo_time_ms: 11, inversion_time_ms: null });
  expect([short, stray].map(hasNearest)).toEqual([true, true]);
});

test("a value that is not set equals one that is absent", () => {
  const without = { ...prescription };
  delete without.inversion_time_ms;
  expect(same(prescription, without)).toBe(true);
  expect(changedParameters(prescription, { ...prescription, averages: 3 })).toEqual(["averages"]);
});

test("only parameters of the sequence are shown, and those that stand in its way", () => {
  const shown = (value: typeof prescription) => fieldsFor(value, uses).map((field) => field.parameter);
  expect(shown(prescription)).not.toContain("inversion_time_ms");
  expect(shown({ ...prescription, inversion_time_ms: 100 })).toContain("inversion_time_ms");
  expect(shown({ ...prescription, sequence: "spin_echo", echo_train_length: 1 })).not.toContain("echo_train_length");
  expect(shown(prescription)).not.toContain("acceleration_factor");
  expect(shown({ ...prescription, parallel_technique: "SENSE" })).toContain("acceleration_factor");
});

test("lists are told apart by what is in them", () => {
  expect(changedParameters(prescription, { ...prescription, b_values_s_mm2: [] })).toEqual([]);
  expect(changedParameters(prescription, { ...prescription, b_values_s_mm2: [0, 1000] })).toEqual(["b_values_s_mm2"]);
});
