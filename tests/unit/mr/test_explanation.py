import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.peers.prescriptions import T2, changed

from telescan.mr.consequences import assess
from telescan.mr.explanation import Direction, Effect, Explanation, Quantity, explain
from telescan.mr.hardware import MODELS
from telescan.mr.prescription import Prescription
from telescan.protocol.library import series_named

MODEL = MODELS["Aster 3T"]


def explained(after: Prescription) -> tuple[Explanation, ...]:
    return explain(T2, after, MODEL, patient_weight_kg=75)


def by_quantity(explanation: Explanation) -> dict[Quantity, Effect]:
    return {effect.quantity: effect for effect in explanation.effects}


def effects(after: Prescription) -> dict[Quantity, Effect]:
    (one,) = explained(after)
    return by_quantity(one)


def test_a_shorter_echo_time_lowers_t2_contrast_by_its_share_and_leaves_scan_time() -> None:
    said = effects(changed(T2, echo_time_ms=70.0))
    assert said[Quantity.T2_CONTRAST].ratio == pytest.approx(0.7, abs=0.05)
    assert said[Quantity.SNR].direction is Direction.RISES
    assert said[Quantity.SCAN_TIME].direction is Direction.UNCHANGED
    (one,) = explained(changed(T2, echo_time_ms=70.0))
    assert (one.parameter, one.before, one.after) == ("echo_time_ms", 100.0, 70.0)
    assert one.effects[0] == said[Quantity.T2_CONTRAST]
    assert one.effects[0].direction is Direction.FALLS


def test_twice_the_bandwidth_costs_a_square_root_of_snr_and_halves_the_fat_shift() -> None:
    said = effects(changed(T2, pixel_bandwidth_hz=400.0))
    assert said[Quantity.SNR].ratio == pytest.approx(0.5**0.5, rel=0.03)
    assert said[Quantity.FAT_SHIFT].ratio == pytest.approx(0.5)


def shipped(name: str, **change: object) -> dict[Quantity, Effect]:
    """Return what all changes of a protocol that ships bring."""
    before = series_named(name).prescription
    *_, total = explain(before, changed(before, **change), MODEL, patient_weight_kg=75)
    return by_quantity(total)


@pytest.mark.parametrize("change", [{"inversion_time_ms": 2000.0}, {"repetition_time_ms": 6200.0}])
def test_a_change_that_loses_the_null_of_fluid_says_so_first(change: dict[str, float]) -> None:
    said = shipped("head-flair-3t", **change)
    assert next(iter(said)) is Quantity.CSF_OVER_GRAY
    fluid = said[Quantity.CSF_OVER_GRAY]
    assert fluid.direction is Direction.RISES
    assert fluid.before < 0.1
    assert fluid.after > 0.5


def test_fluid_that_stays_nulled_or_never_was_is_not_spoken_of() -> None:
    assert Quantity.CSF_OVER_GRAY not in shipped("head-flair-3t", inversion_time_ms=2480.0)
    assert Quantity.CSF_OVER_GRAY not in shipped("head-t2-3t", repetition_time_ms=6000.0)


def test_fat_that_an_inversion_nulls_is_told_of_as_well() -> None:
    said = shipped("head-flair-3t", inversion_time_ms=259.0, repetition_time_ms=6000.0)
    assert said[Quantity.FAT_OVER_GRAY].direction is Direction.FALLS
    assert said[Quantity.FAT_OVER_GRAY].after < 0.1
    assert said[Quantity.CSF_OVER_GRAY].direction is Direction.RISES


@pytest.mark.parametrize(
    ("change", "after_px"),
    [
        ({"parallel_technique": "SENSE", "acceleration_factor": 2}, 8.6),
        ({"pixel_bandwidth_hz": 1500.0}, 22.2),
    ],
)
def test_echo_planar_images_shift_fat_and_distort_along_phase(
    change: dict[str, object], after_px: float
) -> None:
    said = shipped("head-epi-3t", **change)
    assert said[Quantity.FAT_SHIFT].before == pytest.approx(17.2, abs=0.1)
    assert said[Quantity.FAT_SHIFT].after == pytest.approx(after_px, abs=0.1)
    assert said[Quantity.DISTORTION].ratio == pytest.approx(said[Quantity.FAT_SHIFT].ratio)


def test_the_other_polarity_reverses_distortion_of_echo_planar_images_alone() -> None:
    said = shipped("head-epi-3t", phase_encoding_polarity="negative")
    assert said[Quantity.DISTORTION].direction is Direction.REVERSES
    assert said[Quantity.DISTORTION].ratio == 1
    assert said[Quantity.FAT_SHIFT].direction is Direction.REVERSES
    said = shipped("head-t2-3t", phase_encoding_polarity="negative")
    assert set(said) == {Quantity.SNR, Quantity.SCAN_TIME}


def test_nothing_reverses_where_the_shift_goes_to_another_axis() -> None:
    before = changed(series_named("head-epi-3t").prescription, phase_encoding_polarity="negative")
    (total,) = explain(before, T2, MODEL, patient_weight_kg=75)
    assert by_quantity(total)[Quantity.FAT_SHIFT].direction is Direction.FALLS
    assert by_quantity(total)[Quantity.DISTORTION].direction is Direction.FALLS


def test_distortion_in_mm_per_ppm_is_the_fat_shift_in_pixels_of_one_ppm() -> None:
    before = series_named("head-epi-3t").prescription
    said = shipped("head-epi-3t", pixel_bandwidth_hz=1500.0)
    pixels = said[Quantity.FAT_SHIFT].after / 3.4
    expected = pixels * before.fov_phase_mm / before.matrix_phase
    assert said[Quantity.DISTORTION].after == pytest.approx(expected)


def test_a_later_second_echo_is_told_by_figures_of_its_own() -> None:
    said = shipped("acr-dual-echo", second_echo_time_ms=120.0)
    assert said[Quantity.SECOND_ECHO_T2_CONTRAST].ratio == pytest.approx(1.5, abs=0.03)
    assert said[Quantity.SECOND_ECHO_SNR].ratio < 0.7
    assert said[Quantity.SNR].ratio == pytest.approx(1, abs=0.02)
    assert Quantity.SECOND_ECHO_SNR not in shipped("acr-dual-echo", averages=2)


def test_t2_contrast_of_diffusion_is_that_of_the_weighted_image() -> None:
    said = shipped("head-dwi-3t", echo_time_ms=110.0)
    before = series_named("head-dwi-3t").prescription.echo_time_ms
    assert said[Quantity.T2_CONTRAST].ratio == pytest.approx(110 / before, abs=0.05)


def test_several_changes_are_told_one_by_one_and_in_total() -> None:
    told = explained(changed(T2, averages=2, slices=11))
    assert [(one.parameter, one.before, one.after) for one in told] == [
        ("averages", 1, 2),
        ("slices", 22, 11),
        (None, None, None),
    ]


def test_what_means_something_only_together_is_told_as_one() -> None:
    first = explained(changed(T2, parallel_technique="GRAPPA", acceleration_factor=2))[0]
    assert (first.parameter, first.before, first.after) == ("acceleration_factor", 1, 2)
    assert by_quantity(first)[Quantity.SCAN_TIME].direction is Direction.FALLS


def test_of_another_sequence_only_the_total_is_told() -> None:
    other = changed(T2, sequence="spoiled_gradient_echo", echo_train_length=1, echo_time_ms=6.0)
    assert [one.parameter for one in explained(other)] == [None]


def test_nothing_is_said_of_nothing() -> None:
    assert explained(T2) == ()


@settings(max_examples=25, deadline=None)
@given(
    echo_time_ms=st.floats(20, 150),
    averages=st.integers(1, 4),
    pixel_bandwidth_hz=st.floats(100, 400),
)
def test_the_total_is_what_assessment_says(
    echo_time_ms: float, averages: int, pixel_bandwidth_hz: float
) -> None:
    after = changed(
        T2, echo_time_ms=echo_time_ms, averages=averages, pixel_bandwidth_hz=pixel_bandwidth_hz
    )
    result = assess(after, MODEL, compared_with=T2, patient_weight_kg=75)
    *_, total = explain(T2, after, MODEL, patient_weight_kg=75) or [None]
    if total is None:
        return
    said = {effect.quantity: effect for effect in total.effects}
    assert said[Quantity.SNR].after == pytest.approx(result.relative_snr)
    assert said[Quantity.SCAN_TIME].after == pytest.approx(result.scan_time_s)
    assert total.runs == result.runs
