import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.peers.prescriptions import T2, changed

from telescan.mr.consequences import assess
from telescan.mr.explanation import Direction, Effect, Explanation, Quantity, explain
from telescan.mr.hardware import MODELS
from telescan.mr.prescription import Prescription

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
