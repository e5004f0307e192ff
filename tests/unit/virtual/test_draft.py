import re

import pytest
from tests.peers.prescriptions import T2

from telescan.mr.consequences import Limit
from telescan.mr.family_change import fitted
from telescan.mr.hardware import MODELS, ScannerModel
from telescan.mr.parameter_use import applies
from telescan.mr.prescription import Orientation, Prescription, Sequence
from telescan.protocol.library import series_named, series_names
from telescan.virtual.draft import Draft, draft_of
from telescan.virtual.view_model import facts, reasons
from telescan.virtual.vocabulary import Parameter, lists, parameters

MODEL = MODELS["Aster 3T"]


def draft() -> Draft:
    return draft_of(T2, MODEL, patient_weight_kg=70)


def parameter(field: str) -> Parameter:
    return next(p for p in parameters(MODEL) if p.field == field)


def test_nothing_is_to_be_set_before_an_edit() -> None:
    assert not draft().ready
    assert not draft().changed_fields
    assert reasons(draft()) == ()


def test_an_edit_that_runs_is_ready_to_be_set() -> None:
    edited = draft().with_number(parameter("averages"), 2)
    assert edited.ready
    assert edited.changed_fields == {"averages"}
    assert edited.consequences.scan_time_s > draft().consequences.scan_time_s
    assert edited.consequences.relative_snr > 1


def test_an_edit_that_cannot_run_is_kept_with_its_reason_and_is_not_ready() -> None:
    edited = draft().with_number(parameter("echo_time_ms"), 1.0)
    assert not edited.ready
    assert edited.edited.echo_time_ms == 1.0
    assert "TE 1.0 ms is shorter" in reasons(edited)[0]


def test_the_nearest_possible_value_cures_a_broken_rule() -> None:
    edited = draft().with_number(parameter("echo_time_ms"), 1.0)
    violation = edited.consequences.violations[0]
    assert violation.limit is Limit.ECHO_TIME_TOO_SHORT
    assert edited.with_nearest(violation).ready


def test_a_second_edit_can_make_the_first_one_run() -> None:
    shorter = draft().consequences.shortest_echo_time_ms - 0.5
    stuck = draft().with_number(parameter("echo_time_ms"), shorter)
    assert not stuck.ready
    assert stuck.with_number(parameter("pixel_bandwidth_hz"), 400).ready


def test_a_number_that_is_no_value_at_all_leaves_the_draft_and_says_why() -> None:
    edited = draft().with_number(parameter("slices"), -1)
    assert edited.edited == T2
    assert reasons(edited) == ("Slices: expected 1 to 256, got -1.",)
    assert reasons(edited.with_number(parameter("averages"), 2)) == ()


def test_choosing_a_sequence_fits_train_and_inversion_to_it() -> None:
    inverted = draft().with_choice("sequence", Sequence.INVERSION_RECOVERY)
    assert inverted.edited.inversion_time_ms is not None
    spin_echo = inverted.with_choice("sequence", Sequence.SPIN_ECHO)
    assert spin_echo.edited.inversion_time_ms is None
    assert spin_echo.edited.echo_train_length == 1
    turbo = spin_echo.with_choice("sequence", Sequence.TURBO_SPIN_ECHO)
    assert turbo.edited.echo_train_length > 1


def test_choosing_an_orientation_changes_only_that() -> None:
    turned = draft().with_choice("orientation", Orientation.CORONAL)
    assert turned.changed_fields == {"orientation"}


def test_facts_name_what_the_operator_decides_by() -> None:
    shown = {fact.label: fact.value for fact in facts(draft())}
    assert {"Scan time", "Relative SNR", "Shortest TE", "Shortest TR", "Echo spacing"} <= set(shown)
    assert shown["Relative SNR"] == "1.00"


@pytest.mark.parametrize("family", list(Sequence))
def test_another_sequence_brings_what_it_needs_and_leaves_the_rest(family: Sequence) -> None:
    start = draft().edited
    changed = fitted(
        start.model_copy(update={"sequence": family}),
        MODEL,
        because_of="sequence",
        patient_weight_kg=70,
    )
    assert changed.sequence is family
    for name, field in Prescription.model_fields.items():
        if not field.is_required() and not applies(name, changed):
            assert getattr(changed, name) == field.default, name
    if applies("inversion_time_ms", changed):
        assert changed.inversion_time_ms is not None
    assert bool(changed.b_values_s_mm2) == (family is Sequence.DIFFUSION_EPI)


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.name)
@pytest.mark.parametrize("name", [name for name in series_names() if name.startswith("head-")])
def test_every_series_that_ships_runs_after_a_change_to_any_sequence(
    name: str, model: ScannerModel
) -> None:
    start = draft_of(series_named(name).prescription, model, patient_weight_kg=75)
    broken = {
        family: reasons(changed)
        for family in Sequence
        if not (changed := start.with_choice("sequence", family)).consequences.runs
    }
    assert broken == {}


USUAL: dict[Sequence, tuple[tuple[float, float], tuple[float, float], tuple[float, float]]] = {
    Sequence.SPIN_ECHO: ((300, 4000), (8, 120), (60, 110)),
    Sequence.TURBO_SPIN_ECHO: ((400, 9000), (8, 150), (60, 110)),
    Sequence.INVERSION_RECOVERY: ((2500, 12000), (8, 150), (60, 110)),
    Sequence.SPOILED_GRADIENT_ECHO: ((80, 900), (2, 10), (20, 90)),
    Sequence.MPRAGE: ((1400, 3500), (2, 6), (5, 15)),
    Sequence.BALANCED_SSFP: ((3, 9), (1.4, 4.5), (25, 70)),
    Sequence.GRADIENT_ECHO_EPI: ((700, 5000), (15, 60), (50, 90)),
    Sequence.DIFFUSION_EPI: ((2000, 14000), (50, 130), (90, 90)),
    Sequence.TIME_OF_FLIGHT: ((12, 45), (2, 7), (12, 30)),
    Sequence.ARTERIAL_SPIN_LABELLING: ((3500, 8000), (8, 45), (90, 90)),
}
"""TR, TE and flip angle that a family is run with in the head."""


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.name)
@pytest.mark.parametrize("name", ["head-t2-3t", "head-tof-3t", "head-t1-3d-3t", "head-epi-3t"])
def test_a_family_begins_with_its_usual_contrast_over_the_same_part_of_the_patient(
    name: str, model: ScannerModel
) -> None:
    before = series_named(name).prescription
    for family, usual in USUAL.items():
        if family is before.sequence:
            continue
        asked = before.model_copy(update={"sequence": family})
        after = fitted(asked, model, because_of="sequence", patient_weight_kg=75)
        values = (after.repetition_time_ms, after.echo_time_ms, after.flip_angle_deg)
        for value, (lowest, highest) in zip(values, usual, strict=True):
            assert lowest <= value <= highest, (family, values)
        extent = [each.slices * each.slice_spacing_mm for each in (before, after)]
        assert extent[1] == pytest.approx(extent[0], rel=0.12), family
        assert after.fov_frequency_mm == before.fov_frequency_mm
        assert after.slice_offset_mm == before.slice_offset_mm


def test_weighting_outlives_a_change_of_family_and_a_slab_of_vessels_becomes_slices() -> None:
    def changed(name: str, family: Sequence) -> Prescription:
        asked = series_named(name).prescription.model_copy(update={"sequence": family})
        return fitted(asked, MODEL, because_of="sequence", patient_weight_kg=75)

    assert changed("head-t2-3t", Sequence.SPIN_ECHO).echo_time_ms == 80
    assert changed("head-t1-3t", Sequence.TURBO_SPIN_ECHO).echo_time_ms < 20
    slices = changed("head-tof-3t", Sequence.SPIN_ECHO)
    assert not slices.is_3d
    assert slices.slice_thickness_mm == 5


def test_diffusion_begins_short_enough_to_be_seen() -> None:
    start = draft_of(series_named("head-t2-3t").prescription, MODEL, patient_weight_kg=75)
    changed = start.with_choice("sequence", Sequence.DIFFUSION_EPI).edited
    assert changed.acceleration_factor == 2
    assert changed.echo_time_ms <= 95


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.name)
@pytest.mark.parametrize(
    ("field", "value"),
    [("repetition_time_ms", 300.0), ("echo_time_ms", 1.0), ("pixel_bandwidth_hz", 4990.0)],
)
def test_the_value_that_is_offered_runs_when_it_is_typed(
    field: str, value: float, model: ScannerModel
) -> None:
    tse = T2.model_copy(update={"slices": 7, "fov_frequency_mm": 237.0, "matrix_frequency": 300})
    start = draft_of(tse, model, patient_weight_kg=70)
    (typed,) = [p for p in parameters(model) if p.field == field]
    stuck = start.with_number(typed, value / typed.per_unit(tse))
    offered = [float(each) for each in re.findall(r"possible: ([0-9.]+)", " ".join(reasons(stuck)))]
    assert len(offered) == len(reasons(stuck)) > 0
    strictest = min(offered) if field == "pixel_bandwidth_hz" else max(offered)
    assert stuck.with_number(typed, strictest).consequences.runs


def test_the_shortest_times_that_are_shown_run_when_they_are_typed() -> None:
    shown = {fact.label: fact.value.removesuffix(" ms") for fact in facts(draft())}
    for field, label in (("echo_time_ms", "Shortest TE"), ("repetition_time_ms", "Shortest TR")):
        assert float(shown[label]) >= getattr(draft().consequences, f"shortest_{field}")


def test_parallel_imaging_begins_with_every_second_line() -> None:
    on = draft().with_choice("parallel_technique", "GRAPPA").edited
    assert on.acceleration_factor == 2
    off = draft().with_choice("parallel_technique", "none").edited
    assert off.acceleration_factor == 1


def test_a_list_that_is_none_is_told_and_changes_nothing() -> None:
    (bands,) = [p for p in lists(draft().model) if p.field == "saturation_bands"]
    wrong = draft().with_list(bands, "left")
    assert "expected numbers such as -60/40" in reasons(wrong)[0]
    assert "-300 to 300/5 to 200 mm" in reasons(wrong)[0]
    assert wrong.edited == draft().edited
    assert draft().with_list(bands, "-60/40").edited.saturation_bands[0].offset_mm == -60
