import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telescan.mr.hardware import MODELS, ScannerModel
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.sampling import acquired_lines, encoded_partitions
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.inversion_recovery import shortest_slot_ms
from telescan.mr.timing import SequenceTiming

MODEL = MODELS["Aster 3T"]
models = st.sampled_from(list(MODELS.values()))
BASE: dict[str, object] = {
    "repetition_time_ms": 2300.0,
    "echo_time_ms": 3.5,
    "flip_angle_deg": 10.0,
    "pixel_bandwidth_hz": 250.0,
    "matrix_phase": 192,
}
SLAB = {**BASE, "acquisition_type": "3D", "slices": 100, "slice_thickness_mm": 1.2}


def prescribed(sequence: Sequence, **values: object) -> Prescription:
    return Prescription.model_validate({**BASE, "sequence": sequence, **values})


def timed(sequence: Sequence, model: ScannerModel = MODEL, **values: object) -> SequenceTiming:
    asked = prescribed(sequence, **values)
    return sequence_of(asked).timing(asked, model)


CARTESIAN_3D = [
    Sequence.TURBO_SPIN_ECHO,
    Sequence.SPOILED_GRADIENT_ECHO,
    Sequence.TIME_OF_FLIGHT,
]


@pytest.mark.parametrize("sequence", CARTESIAN_3D)
@given(
    oversampling=st.floats(0, 50),
    acceleration=st.integers(1, 3),
    partial=st.floats(0.6, 1),
    averages=st.integers(1, 3),
)
def test_a_slab_takes_a_repetition_for_each_line_and_partition(
    sequence: Sequence, oversampling: float, acceleration: int, partial: float, averages: int
) -> None:
    values = {
        **SLAB,
        "slice_oversampling_percent": oversampling,
        "parallel_technique": "GRAPPA",
        "acceleration_factor": acceleration,
        "partial_fourier": partial,
        "averages": averages,
    }
    asked = prescribed(sequence, **values)
    shots = acquired_lines(asked) * encoded_partitions(asked) * averages
    assert timed(sequence, **values).scan_time_s == pytest.approx(2.3 * shots)


@given(partial=st.floats(0.6, 1), averages=st.integers(1, 3), acceleration=st.integers(1, 3))
def test_mprage_takes_a_repetition_for_each_line_and_none_for_partitions(
    partial: float, averages: int, acceleration: int
) -> None:
    values = {
        **SLAB,
        "inversion_time_ms": 900.0,
        "parallel_technique": "GRAPPA",
        "acceleration_factor": acceleration,
        "partial_fourier": partial,
        "averages": averages,
    }
    lines = acquired_lines(prescribed(Sequence.MPRAGE, **values))
    got = timed(Sequence.MPRAGE, **values).scan_time_s
    assert got == pytest.approx(2.3 * lines * averages)


def test_mprage_fits_half_of_its_train_before_ti_and_half_after() -> None:
    values = {**SLAB, "inversion_time_ms": 900.0}
    got = timed(Sequence.MPRAGE, **values)
    spacing = got.echo_spacing_ms
    assert spacing is not None
    assert got.shortest_inversion_time_ms is not None
    assert 5 < spacing < 9
    assert 50 * spacing < got.shortest_inversion_time_ms < 50 * spacing + 20
    assert got.shortest_repetition_time_ms == pytest.approx(900 + 50 * spacing, abs=10)


def test_slices_acquired_one_after_the_other_need_the_shortest_tr_of_one() -> None:
    for sequence in (Sequence.TIME_OF_FLIGHT, Sequence.BALANCED_SSFP):
        one, ten = timed(sequence, slices=1), timed(sequence, slices=10)
        assert one.shortest_repetition_time_ms == ten.shortest_repetition_time_ms
        assert ten.scan_time_s == pytest.approx(10 * one.scan_time_s)


def test_concatenations_halve_the_slices_of_a_repetition_and_double_the_time() -> None:
    one = timed(Sequence.SPIN_ECHO, slices=20, echo_time_ms=15.0)
    two = timed(Sequence.SPIN_ECHO, slices=20, echo_time_ms=15.0, concatenations=2)
    assert two.shortest_repetition_time_ms == pytest.approx(one.shortest_repetition_time_ms / 2)
    assert two.scan_time_s == pytest.approx(2 * one.scan_time_s)


def test_a_second_echo_makes_the_block_longer_by_its_delay() -> None:
    one = timed(Sequence.SPIN_ECHO, echo_time_ms=20.0)
    two = timed(Sequence.SPIN_ECHO, echo_time_ms=20.0, second_echo_time_ms=80.0)
    assert two.shortest_repetition_time_ms - one.shortest_repetition_time_ms == pytest.approx(60)
    assert two.shortest_second_echo_time_ms is not None
    assert 20 < two.shortest_second_echo_time_ms < 40
    asked = prescribed(Sequence.SPIN_ECHO, echo_time_ms=20.0, second_echo_time_ms=80.0)
    frames = sequence_of(asked).frames(asked)
    assert [(f.echo_number, f.echo_time_ms) for f in frames] == [(1, 20.0), (2, 80.0)]


@settings(max_examples=30)
@given(
    sequence=st.sampled_from(
        [
            Sequence.SPIN_ECHO,
            Sequence.TURBO_SPIN_ECHO,
            Sequence.INVERSION_RECOVERY,
            Sequence.SPOILED_GRADIENT_ECHO,
            Sequence.BALANCED_SSFP,
            Sequence.TIME_OF_FLIGHT,
            Sequence.MPRAGE,
        ]
    ),
    bandwidth=st.floats(100, 800),
    model=models,
    slab=st.booleans(),
)
def test_a_wider_bandwidth_shortens_the_echo_time_and_the_echo_fits_into_tr(
    sequence: Sequence, bandwidth: float, model: ScannerModel, *, slab: bool
) -> None:
    geometry = SLAB if slab else BASE

    plain = timed(sequence, model, **{**geometry, "pixel_bandwidth_hz": bandwidth})
    wider = timed(sequence, model, **{**geometry, "pixel_bandwidth_hz": bandwidth * 1.1})
    assert wider.shortest_echo_time_ms < plain.shortest_echo_time_ms * 1.001
    assert math.isfinite(plain.shortest_repetition_time_ms)
    assert plain.shortest_echo_time_ms < plain.shortest_repetition_time_ms


def test_balanced_ssfp_is_symmetric_about_its_echo() -> None:
    got = timed(Sequence.BALANCED_SSFP, echo_time_ms=1.0)
    # Its gradients rise gently before the first of their plateaus.
    assert 0 < got.shortest_repetition_time_ms - 2 * got.shortest_echo_time_ms < 0.3
    assert 3 < got.shortest_repetition_time_ms < 8


def inversions_fit(slot_ms: float, before_ms: float, block_ms: float, invert_ms: float) -> bool:
    begins = -before_ms % slot_ms
    return begins >= block_ms - 1e-6 and begins + invert_ms <= slot_ms + 1e-6


@given(
    wait_ms=st.floats(0.0, 3000.0),
    block_ms=st.floats(20.0, 400.0),
    invert_ms=st.floats(10.0, 25.0),
)
def test_inversions_fall_between_the_trains_of_other_slices_in_the_shortest_slot_and_no_shorter(
    wait_ms: float, block_ms: float, invert_ms: float
) -> None:
    before_ms = invert_ms + wait_ms
    slot_ms = shortest_slot_ms(before_ms, block_ms, invert_ms)
    assert inversions_fit(slot_ms, before_ms, block_ms, invert_ms)
    least_ms = block_ms + invert_ms
    assert slot_ms >= least_ms - 1e-6
    shorter = (least_ms + (slot_ms - least_ms) * share / 100 for share in range(99))
    if slot_ms > least_ms + 0.1:
        assert not any(inversions_fit(each, before_ms, block_ms, invert_ms) for each in shorter)


def test_an_inversion_time_that_falls_on_other_trains_takes_a_longer_repetition() -> None:
    values = {"echo_time_ms": 100.0, "echo_train_length": 16, "slices": 20}
    shortest = {
        timed(
            Sequence.INVERSION_RECOVERY, inversion_time_ms=float(ti), **values
        ).shortest_repetition_time_ms
        for ti in range(2000, 2200, 10)
    }
    assert max(shortest) > 1.05 * min(shortest)
