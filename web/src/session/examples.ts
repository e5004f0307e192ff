/** Values for tests: a session, its people and a prescription, as the hub sends them. */
import type { Actor, Consequences, Person, Prescription, Proposal, Role, ScannerModel, Session } from "../api/schema";

export const person = (person_id: string, role: Role, site_id: string | null = null): Person => ({
  person_id,
  username: person_id,
  display_name: person_id,
  roles: [{ role, site_id }],
  language: null,
});

export const actor = (person_id: string, ...roles: Role[]): Actor => ({ person_id, display_name: person_id, roles });

export const operator = person("li", "operator", "county");
export const expert = person("chen", "expert");

export const session = {
  session_id: "s1",
  sequence: 1,
  site_id: "county",
  scanner_id: "mr2",
  state: "requested",
  reason: "artefact",
  body_region: "head",
  urgent: false,
  requested_by: actor("li", "operator"),
  requested_at: "2026-01-01T10:00:00Z",
  expert: null,
  taken_at: null,
  admitted: [],
  control: { holder: null, epoch: 0, expires_at: null, asked_by: null },
  proposals: [],
  scans: [],
  note: "",
  ended_at: null,
} satisfies Session;

export const prescription: Prescription = {
  sequence: "turbo_spin_echo",
  acquisition_type: "2D",
  repetition_time_ms: 4000,
  echo_time_ms: 102,
  second_echo_time_ms: null,
  inversion_time_ms: null,
  flip_angle_deg: 90,
  refocusing_flip_angle_deg: 150,
  echo_train_length: 15,
  b_values_s_mm2: [],
  diffusion_directions: 3,
  labelling_duration_ms: null,
  post_labelling_delay_ms: null,
  fat_suppression: "none",
  saturation_bands: [],
  averages: 1,
  concatenations: 1,
  pixel_bandwidth_hz: 190,
  fov_frequency_mm: 230,
  fov_phase_mm: 230,
  matrix_frequency: 320,
  matrix_phase: 256,
  phase_oversampling_percent: 0,
  slice_oversampling_percent: 0,
  partial_fourier: 1,
  parallel_technique: "none",
  acceleration_factor: 1,
  reference_lines: 24,
  image_filter: "fermi",
  intensity_correction: "none",
  interpolation: 1,
  slices: 20,
  slice_thickness_mm: 5,
  slice_gap_mm: 1,
  orientation: "axial",
  slice_offset_mm: 0,
  row_offset_mm: 0,
  column_offset_mm: 0,
  tilt_lr_deg: 0,
  tilt_ap_deg: 0,
  tilt_hf_deg: 0,
  phase_encoding_direction: "ROW",
  phase_encoding_polarity: "positive",
  receive_coil: null,
};

const axis = { time_constants_ms: [1, 1, 1], weights: [0.4, 0.4, 0.2], stimulation_limit_t_m_s: 20, gradient_scale: 0.3 };

export const model = {
  name: "Borealis 1.5T",
  manufacturer: "Telescan",
  vocabulary: "ge",
  field_strength_t: 1.5,
  gradient_max_mt_m: 33,
  slew_max_t_m_s: 120,
  b1_max_ut: 22,
  receive_coil: "8HRBRAIN",
  receive_channels: 8,
  other_coils: [{ name: "QUADHEAD", channels: 1 }],
  stimulation: { x: axis, y: axis, z: axis },
} as ScannerModel;

export const consequences: Consequences = {
  runs: true,
  violations: [],
  scan_time_s: 134,
  voxel_mm: [0.72, 0.9, 5],
  relative_snr: 1,
  geometry_factor: 1,
  contrasts: [],
  slices_per_repetition: 20,
  b1_rms_ut: 1.9,
  shortest_echo_time_ms: 11,
  shortest_repetition_time_ms: 1720,
  echo_spacing_ms: 9.2,
  sar_whole_body_w_kg: 0.9,
  sar_head_w_kg: 1.9,
  sar_share_of_limit: 0.61,
};

export const proposal: Proposal = {
  proposal_id: "p1",
  series_id: "2",
  series_description: "T2 TSE ax",
  state: "offered",
  offered_by: actor("chen", "expert"),
  offered_at: "2026-01-01T10:05:00Z",
  present: prescription,
  proposed: { ...prescription, echo_time_ms: 85 },
  consequences_present: consequences,
  consequences_proposed: { ...consequences, relative_snr: 1.2 },
  comment: "",
  answer: "",
  as_set: null,
  applied_series_id: null,
  applied_series_instance_uid: null,
};

/** The session once taken, and the expert admitted. */
export const open = {
  ...session,
  state: "open",
  expert: actor("chen", "expert"),
  admitted: [actor("chen", "expert")],
} satisfies Session;
