/** The parameters of a prescription as people edit them: order, unit, step and where they apply. */
import type { Orientation, PhaseEncodingDirection, Prescription, Sequence } from "../api/schema";

export type Parameter = keyof Prescription;

export type Unit = "ms" | "mm" | "deg" | "hz";

export type ChoiceParameter = "sequence" | "orientation" | "phase_encoding_direction";
export type NumberParameter = {
  [P in Parameter]-?: NonNullable<Prescription[P]> extends number ? P : never;
}[Parameter];

export interface NumberField {
  kind: "number";
  parameter: NumberParameter;
  unit: Unit | null;
  /** What one press of an arrow key adds. */
  step: number;
  /** Decimals kept; 0 for counts. */
  digits: number;
}

export interface ChoiceField {
  kind: "choice";
  parameter: ChoiceParameter;
}

export type Field = NumberField | ChoiceField;

export const SEQUENCES: readonly Sequence[] = [
  "spin_echo",
  "turbo_spin_echo",
  "inversion_recovery",
  "spoiled_gradient_echo",
];
export const ORIENTATIONS: readonly Orientation[] = ["axial", "sagittal", "coronal"];
export const PHASE_DIRECTIONS: readonly PhaseEncodingDirection[] = ["ROW", "COL"];

const number = (parameter: NumberParameter, unit: Unit | null, step: number, digits: number): NumberField => ({
  kind: "number",
  parameter,
  unit,
  step,
  digits,
});
const choice = (parameter: ChoiceParameter): ChoiceField => ({ kind: "choice", parameter });

export const FIELDS: readonly Field[] = [
  choice("sequence"),
  number("repetition_time_ms", "ms", 50, 1),
  number("echo_time_ms", "ms", 1, 2),
  number("inversion_time_ms", "ms", 50, 1),
  number("flip_angle_deg", "deg", 5, 1),
  number("refocusing_flip_angle_deg", "deg", 5, 1),
  number("echo_train_length", null, 1, 0),
  number("averages", null, 1, 0),
  number("pixel_bandwidth_hz", "hz", 10, 1),
  number("matrix_frequency", null, 16, 0),
  number("matrix_phase", null, 16, 0),
  number("fov_frequency_mm", "mm", 5, 1),
  number("fov_phase_mm", "mm", 5, 1),
  number("slices", null, 1, 0),
  number("slice_thickness_mm", "mm", 0.5, 2),
  number("slice_gap_mm", "mm", 0.1, 2),
  number("slice_offset_mm", "mm", 1, 1),
  choice("orientation"),
  choice("phase_encoding_direction"),
];

const FIELD_OF = new Map<string, Field>(FIELDS.map((field) => [field.parameter, field]));

export function fieldOf(parameter: string): Field | undefined {
  return FIELD_OF.get(parameter);
}

const TRAINS: ReadonlySet<Sequence> = new Set(["turbo_spin_echo", "inversion_recovery"]);

/** Whether the sequence family has this parameter at all. */
export function applies(parameter: Parameter, sequence: Sequence): boolean {
  switch (parameter) {
    case "inversion_time_ms":
      return sequence === "inversion_recovery";
    case "echo_train_length":
      return TRAINS.has(sequence);
    case "refocusing_flip_angle_deg":
      return sequence !== "spoiled_gradient_echo";
    default:
      return true;
  }
}

/** What to show: what applies, and what does not but is set all the same and so in the way. */
export function fieldsFor(prescription: Prescription): readonly Field[] {
  return FIELDS.filter(({ parameter }) => {
    if (applies(parameter, prescription.sequence)) return true;
    if (parameter === "inversion_time_ms") return prescription.inversion_time_ms != null;
    return parameter === "echo_train_length" && prescription.echo_train_length > 1;
  });
}

export function same(a: Prescription, b: Prescription): boolean {
  return changedParameters(a, b).length === 0;
}

export function changedParameters(from: Prescription, to: Prescription): Parameter[] {
  return FIELDS.map((field) => field.parameter).filter(
    (parameter) => (from[parameter] ?? null) !== (to[parameter] ?? null),
  );
}
