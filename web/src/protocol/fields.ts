/** The parameters of a prescription as people edit them: group, order, unit, step and where they apply. */
import type { ParameterDescription, Prescription } from "../api/schema";

export type Parameter = keyof Prescription;

export type Unit = "ms" | "mm" | "deg" | "hz" | "percent" | "s_mm2";

/** Choices that other parameters hang on, as the hub knows. */
export const CHANGES_OTHERS: ReadonlySet<Parameter> = new Set(["sequence", "acquisition_type", "parallel_technique"]);

/** Numbers that may be left out. */
export type OptionalParameter = { [P in NumberParameter]: null extends Prescription[P] ? P : never }[NumberParameter];

const OPTIONAL: Record<OptionalParameter, true> = {
  second_echo_time_ms: true,
  inversion_time_ms: true,
  labelling_duration_ms: true,
  post_labelling_delay_ms: true,
};

export function isOptional(parameter: NumberParameter): parameter is OptionalParameter {
  return parameter in OPTIONAL;
}

export const GROUPS = ["contrast", "resolution", "speed", "geometry"] as const;
export type Group = (typeof GROUPS)[number];

export type NumberParameter = {
  [P in Parameter]-?: NonNullable<Prescription[P]> extends number ? P : never;
}[Parameter];

export interface NumberField {
  kind: "number";
  group: Group;
  parameter: NumberParameter;
  unit: Unit | null;
  /** What one press of an arrow key adds. */
  step: number;
  /** Decimals kept; 0 for counts. */
  digits: number;
}

export const CHOICES = {
  sequence: [
    "spin_echo",
    "turbo_spin_echo",
    "inversion_recovery",
    "spoiled_gradient_echo",
    "mprage",
    "balanced_ssfp",
    "gradient_echo_epi",
    "diffusion_epi",
    "time_of_flight",
    "arterial_spin_labelling",
  ],
  acquisition_type: ["2D", "3D"],
  fat_suppression: ["none", "saturation", "water_excitation"],
  parallel_technique: ["none", "SENSE", "GRAPPA"],
  image_filter: ["none", "fermi", "hamming"],
  intensity_correction: ["none", "prescan"],
  orientation: ["axial", "sagittal", "coronal"],
  phase_encoding_direction: ["ROW", "COL"],
  phase_encoding_polarity: ["positive", "negative"],
} as const satisfies { [P in Parameter]?: readonly Prescription[P][] };

export type ChoiceParameter = keyof typeof CHOICES;
export type Choice = (typeof CHOICES)[ChoiceParameter][number];

export interface ChoiceField {
  kind: "choice";
  group: Group;
  parameter: ChoiceParameter;
}

/** Numbers, typed with commas between them. */
export interface ListField {
  kind: "list";
  group: Group;
  parameter: "b_values_s_mm2";
  unit: Unit;
}

/** Slabs whose signal is destroyed. */
export interface BandsField {
  kind: "bands";
  group: Group;
  parameter: "saturation_bands";
}

/** One of the coils that the scanner has. */
export interface CoilField {
  kind: "coil";
  group: Group;
  parameter: "receive_coil";
}

export type Field = NumberField | ChoiceField | ListField | BandsField | CoilField;

type InGroup<F extends Field> = Omit<F, "group">;
type Ungrouped =
  | InGroup<NumberField>
  | InGroup<ChoiceField>
  | InGroup<ListField>
  | InGroup<BandsField>
  | InGroup<CoilField>;

const number = (parameter: NumberParameter, unit: Unit | null, step: number, digits: number): InGroup<NumberField> => ({
  kind: "number",
  parameter,
  unit,
  step,
  digits,
});
const choice = (parameter: ChoiceParameter): InGroup<ChoiceField> => ({ kind: "choice", parameter });

const IN_GROUPS: Record<Group, readonly Ungrouped[]> = {
  contrast: [
    choice("sequence"),
    choice("acquisition_type"),
    number("repetition_time_ms", "ms", 50, 1),
    number("echo_time_ms", "ms", 1, 2),
    number("second_echo_time_ms", "ms", 1, 2),
    number("inversion_time_ms", "ms", 50, 1),
    number("flip_angle_deg", "deg", 5, 1),
    number("refocusing_flip_angle_deg", "deg", 5, 1),
    number("echo_train_length", null, 1, 0),
    { kind: "list", parameter: "b_values_s_mm2", unit: "s_mm2" },
    number("diffusion_directions", null, 1, 0),
    number("labelling_duration_ms", "ms", 50, 0),
    number("post_labelling_delay_ms", "ms", 50, 0),
    choice("fat_suppression"),
  ],
  resolution: [
    number("matrix_frequency", null, 16, 0),
    number("matrix_phase", null, 16, 0),
    number("fov_frequency_mm", "mm", 5, 1),
    number("fov_phase_mm", "mm", 5, 1),
    number("slices", null, 1, 0),
    number("slice_thickness_mm", "mm", 0.5, 2),
    number("slice_gap_mm", "mm", 0.1, 2),
    number("interpolation", null, 1, 0),
    choice("image_filter"),
    choice("intensity_correction"),
  ],
  speed: [
    { kind: "coil", parameter: "receive_coil" },
    number("averages", null, 1, 0),
    number("concatenations", null, 1, 0),
    number("pixel_bandwidth_hz", "hz", 10, 1),
    number("partial_fourier", null, 0.125, 3),
    choice("parallel_technique"),
    number("acceleration_factor", null, 1, 0),
    number("reference_lines", null, 4, 0),
    number("phase_oversampling_percent", "percent", 10, 0),
    number("slice_oversampling_percent", "percent", 10, 0),
  ],
  geometry: [
    choice("orientation"),
    number("slice_offset_mm", "mm", 1, 1),
    number("row_offset_mm", "mm", 1, 1),
    number("column_offset_mm", "mm", 1, 1),
    number("tilt_lr_deg", "deg", 1, 1),
    number("tilt_ap_deg", "deg", 1, 1),
    number("tilt_hf_deg", "deg", 1, 1),
    choice("phase_encoding_direction"),
    choice("phase_encoding_polarity"),
    { kind: "bands", parameter: "saturation_bands" },
  ],
};

export const FIELDS: readonly Field[] = GROUPS.flatMap((group) =>
  IN_GROUPS[group].map((field): Field => ({ ...field, group })),
);

const FIELD_OF = new Map<string, Field>(FIELDS.map((field) => [field.parameter, field]));

export function fieldOf(parameter: string): Field | undefined {
  return FIELD_OF.get(parameter);
}

/** Which parameter means something where and takes what, as the hub tells it; not known yet: everything does. */
export type Uses = ReadonlyMap<string, ParameterDescription>;

/** What keeps a parameter from meaning anything: the sequence, 2D or 3D, or that nothing is accelerated. */
export type WhyUnused = "sequence" | "only2D" | "only3D" | "parallel";

/** Null: it means something. */
export function whyUnused(parameter: string, to: Prescription, uses: Uses): WhyUnused | null {
  const use = uses.get(parameter);
  if (!use) return null;
  if (use.sequences && !use.sequences.includes(to.sequence)) return "sequence";
  if (use.acquisition_type && use.acquisition_type !== to.acquisition_type) return `only${use.acquisition_type}`;
  return use.needs_parallel_technique && to.parallel_technique === "none" ? "parallel" : null;
}

/** Whether this prescription has the parameter at all. */
export function applies(parameter: Parameter, to: Prescription, uses: Uses): boolean {
  return whyUnused(parameter, to, uses) === null;
}

/** Whether a value is the one that a parameter must have where it does not apply. */
function isUnset(value: Prescription[Parameter], use: ParameterDescription): boolean {
  return JSON.stringify(value ?? null) === JSON.stringify(use.unset ?? null);
}

/** What to show: what applies, and what does not but is set all the same and so in the way. */
export function fieldsFor(prescription: Prescription, uses: Uses): readonly Field[] {
  return FIELDS.filter(({ parameter }) => {
    if (applies(parameter, prescription, uses)) return true;
    const use = uses.get(parameter);
    return use?.must_be_unset === true && !isUnset(prescription[parameter], use);
  });
}

export function same(a: Prescription, b: Prescription): boolean {
  return changedParameters(a, b).length === 0;
}

export function differs(parameter: Parameter, from: Prescription, to: Prescription): boolean {
  return JSON.stringify(from[parameter] ?? null) !== JSON.stringify(to[parameter] ?? null);
}

export function changedParameters(from: Prescription, to: Prescription): Parameter[] {
  return FIELDS.map((field) => field.parameter).filter((parameter) => differs(parameter, from, to));
}
