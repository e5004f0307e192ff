import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.peers.prescriptions import T2, changed

from telescan.mr.consequences import assess
from telescan.mr.explanation import total_effects
from telescan.mr.hardware import MODELS
from telescan.mr.nulled_tissue import nulled_tissue
from telescan.mr.prescription import Prescription
from telescan.mr.tissue import Tissue
from telescan.mr.ways_out import WayOut, ways_out
from telescan.protocol.library import series_named

MODEL = MODELS["Aster 3T"]
FLAIR = series_named("head-flair-3t").prescription
STIR = changed(FLAIR, repetition_time_ms=5000.0, inversion_time_ms=259.0, echo_time_ms=40.0)


def out_of(asked: Prescription) -> tuple[WayOut, ...]:
    return ways_out(asked, MODEL, compared_with=T2, patient_weight_kg=75)


def test_there_is_no_way_out_of_what_runs() -> None:
    assert out_of(T2) == ()


def test_too_much_sar_is_left_by_a_lower_refocusing_angle_before_anything_else() -> None:
    asked = changed(T2, refocusing_flip_angle_deg=180.0, repetition_time_ms=3800.0)
    first, *others = out_of(asked)
    assert first.changed == ("refocusing_flip_angle_deg",)
    assert len(others) == 2


def test_too_short_a_repetition_keeps_its_contrast_by_concatenations() -> None:
    first = out_of(changed(T2, repetition_time_ms=1650.0))[0]
    assert first.changed == ("concatenations",)
    assert first.prescription.repetition_time_ms == 1650


def test_too_short_an_echo_time_can_be_kept_by_a_higher_bandwidth() -> None:
    asked = changed(
        T2, sequence="spin_echo", echo_train_length=1, echo_time_ms=8.6, concatenations=2
    )
    assert ("pixel_bandwidth_hz",) in [way.changed for way in out_of(asked)]


def test_what_a_way_out_brings_is_told_against_what_is_set_and_not_what_cannot_run() -> None:
    ways = out_of(changed(T2, echo_time_ms=2.0))
    assert ways
    for way in ways:
        against_set = total_effects(T2, way.prescription, MODEL, patient_weight_kg=75)
        assert way.effects == against_set


def test_no_way_turns_more_knobs_than_another_that_is_as_far() -> None:
    ways = out_of(changed(T2, echo_time_ms=5.0))
    assert [way.changed for way in ways].count(("echo_time_ms",)) == 1
    alone = next(way for way in ways if way.changed == ("echo_time_ms",))
    for way in ways:
        if way is not alone:
            assert way.prescription.echo_time_ms != alone.prescription.echo_time_ms


@pytest.mark.parametrize(
    "change",
    [
        {"slices": 60, "slice_thickness_mm": 2.0, "slice_gap_mm": 0.2},
        {"repetition_time_ms": 5000.0},
        {"repetition_time_ms": 7000.0, "slices": 34},
        {"echo_time_ms": 3.0},
    ],
)
def test_every_way_out_of_flair_keeps_fluid_nulled(change: dict[str, float]) -> None:
    ways = ways_out(changed(FLAIR, **change), MODEL, compared_with=FLAIR, patient_weight_kg=75)
    assert ways
    for way in ways:
        assert nulled_tissue(way.prescription, MODEL) is Tissue.CEREBROSPINAL_FLUID


def test_too_many_slices_of_flair_are_split_so_that_tr_and_ti_stay() -> None:
    asked = changed(FLAIR, slices=60, slice_thickness_mm=2.0, slice_gap_mm=0.2)
    ways = ways_out(asked, MODEL, compared_with=FLAIR, patient_weight_kg=75)
    assert ways[0].changed == ("concatenations",)
    assert ways[0].prescription.concatenations == 2
    longer = [way for way in ways if way.prescription.repetition_time_ms > 12_000]
    assert longer
    for way in longer:
        assert way.prescription.inversion_time_ms > FLAIR.inversion_time_ms + 200


def test_every_way_out_of_stir_keeps_fat_nulled() -> None:
    assert nulled_tissue(STIR, MODEL) is Tissue.FAT
    asked = changed(STIR, repetition_time_ms=1800.0)
    ways = ways_out(asked, MODEL, compared_with=STIR, patient_weight_kg=75)
    assert ways
    for way in ways:
        assert nulled_tissue(way.prescription, MODEL) is Tissue.FAT


def test_an_inversion_time_that_was_asked_for_anew_is_not_mended_back() -> None:
    asked = changed(FLAIR, inversion_time_ms=1700.0, repetition_time_ms=5000.0)
    ways = ways_out(asked, MODEL, compared_with=FLAIR, patient_weight_kg=75)
    assert ways
    assert all(way.prescription.inversion_time_ms == 1700 for way in ways)


@settings(max_examples=6, deadline=None)
@given(
    change=st.fixed_dictionaries(
        {
            "echo_time_ms": st.floats(2, 120),
            "repetition_time_ms": st.floats(300, 5000),
            "refocusing_flip_angle_deg": st.floats(90, 180),
            "slices": st.integers(5, 60),
        }
    )
)
def test_every_way_out_runs(change: dict[str, float]) -> None:
    for way in out_of(changed(T2, **change)):
        alone = assess(way.prescription, MODEL, compared_with=T2, patient_weight_kg=75)
        assert alone.runs
        assert way.consequences == alone
        assert way.changed


@pytest.mark.parametrize("sequence", ["balanced_ssfp", "gradient_echo_epi", "time_of_flight"])
def test_other_families_have_ways_out_as_well(sequence: str) -> None:
    asked = changed(
        T2,
        sequence=sequence,
        echo_train_length=1,
        echo_time_ms=1.0,
        repetition_time_ms=4000.0,
        flip_angle_deg=30.0,
        matrix_phase=96,
        matrix_frequency=96,
        pixel_bandwidth_hz=1500.0,
    )
    assert out_of(asked)
