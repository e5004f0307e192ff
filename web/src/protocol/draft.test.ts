import { expect, test } from "vitest";

import { prescription } from "../session/examples";
import { draftOf, edit, hasNearest, replace, undo, withNearest } from "./draft";
import type { ParameterUse } from "../api/schema";
import { changedParameters, fieldsFor, same, type Uses } from "./fields";

const start = draftOf(prescription);
const only = (parameter: string, of: Partial<ParameterUse>): [string, ParameterUse] => [
  parameter,
  { parameter, must_be_unset: true, needs_parallel_technique: false, ...of },
];
const uses: Uses = new Map([
  only("inversion_time_ms", { sequences: ["inversion_recovery", "mprage"], unset: null }),
  only("echo_train_length", { sequences: ["turbo_spin_echo", "inversion_recovery"], unset: 1 }),
  only("acceleration_factor", { needs_parallel_technique: true, must_be_unset: false }),
]);

test("undo takes back one change, however many keystrokes made it", () => {
  const typed = edit(edit(edit(start, "echo_time_ms", 8, uses), "echo_time_ms", 85, uses), "averages", 2, uses);
  expect(undo(typed).value).toEqual({ ...prescription, echo_time_ms: 85 });
  expect(undo(undo(typed)).value).toEqual(prescription);
});

test("undo on an untouched draft changes nothing", () => {
  expect(undo(start)).toBe(start);
});

test("a sequence without echo train or inversion loses both, and undo brings them back", () => {
  const flair = draftOf({ ...prescription, sequence: "inversion_recovery", inversion_time_ms: 2500 });
  const gradient = edit(flair, "sequence", "spoiled_gradient_echo", uses);
  expect(gradient.value).toMatchObject({ inversion_time_ms: null, echo_train_length: 1 });
  expect(undo(gradient).value).toEqual(flair.value);
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
