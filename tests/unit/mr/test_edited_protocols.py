"""Protocols that ship, after the edits that people make: every one is answered, and truly."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from telescan.mr.consequences import assess
from telescan.mr.hardware import MODELS, ScannerModel
from telescan.mr.prescription import FatSuppression, ParallelTechnique, Prescription
from telescan.mr.violation import mended
from telescan.protocol.library import series_named, series_names

EDITS: dict[str, st.SearchStrategy[Any]] = {
    "repetition_time_ms": st.floats(0.3, 3).map(lambda factor: ("scaled", factor)),
    "echo_time_ms": st.floats(0.5, 2).map(lambda factor: ("scaled", factor)),
    "pixel_bandwidth_hz": st.floats(0.5, 2).map(lambda factor: ("scaled", factor)),
    "fov_frequency_mm": st.floats(0.7, 1.3).map(lambda factor: ("scaled", factor)),
    "slice_thickness_mm": st.floats(0.5, 2).map(lambda factor: ("scaled", factor)),
    "matrix_frequency": st.sampled_from([64, 96, 160, 256, 384]),
    "matrix_phase": st.sampled_from([64, 96, 160, 256, 320]),
    "slices": st.integers(1, 60),
    "flip_angle_deg": st.floats(5, 120),
    "refocusing_flip_angle_deg": st.floats(60, 180),
    "echo_train_length": st.integers(1, 32),
    "averages": st.integers(1, 4),
    "partial_fourier": st.sampled_from([0.625, 0.75, 1.0]),
    "parallel_technique": st.sampled_from(ParallelTechnique),
    "acceleration_factor": st.integers(1, 4),
    "fat_suppression": st.sampled_from(FatSuppression),
    "tilt_lr_deg": st.floats(-30, 30),
}
models = st.sampled_from(list(MODELS.values()))


@st.composite
def edited_protocols(draw: st.DrawFn) -> Prescription:
    prescription = series_named(draw(st.sampled_from(series_names()))).prescription
    names = draw(st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=3, unique=True))
    values = prescription.model_dump()
    for name in names:
        edit = draw(EDITS[name])
        values[name] = values[name] * edit[1] if isinstance(edit, tuple) else edit
    return Prescription.model_validate(values)


@settings(max_examples=120, deadline=None)
@given(prescription=edited_protocols(), model=models)
def test_an_edit_runs_within_all_limits_or_is_told_what_would(
    prescription: Prescription, model: ScannerModel
) -> None:
    result = assess(prescription, model, compared_with=prescription, patient_weight_kg=75)
    assert result.runs == (not result.violations)
    if result.runs:
        assert result.shortest_echo_time_ms <= prescription.echo_time_ms + 0.1
        assert result.shortest_repetition_time_ms <= prescription.repetition_time_ms + 0.1
        assert result.sar_share_of_limit <= 1
    for violation in result.violations:
        if not violation.has_remedy:
            continue
        again = mended(prescription, violation)
        left = assess(again, model, compared_with=again, patient_weight_kg=75).violations
        assert (violation.limit, violation.parameter) not in [(v.limit, v.parameter) for v in left]


@settings(max_examples=80, deadline=None)
@given(
    factor=st.floats(0.6, 1.6), fov_mm=st.floats(180, 300), lines=st.floats(0.6, 1), model=models
)
def test_every_edit_of_a_diffusion_series_is_answered(
    factor: float, fov_mm: float, lines: float, model: ScannerModel
) -> None:
    for name in ("head-dwi-3t", "head-dwi-1.5t"):
        shipped = series_named(name).prescription
        prescription = Prescription.model_validate(
            {
                **shipped.model_dump(),
                "pixel_bandwidth_hz": shipped.pixel_bandwidth_hz * factor,
                "fov_frequency_mm": fov_mm,
                "fov_phase_mm": fov_mm,
                "partial_fourier": lines,
            }
        )
        result = assess(prescription, model, compared_with=shipped, patient_weight_kg=75)
        assert result.runs == (not result.violations)
