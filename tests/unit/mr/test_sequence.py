import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from telescan.mr.gradient_limits import GradientLimits
from telescan.mr.hardware import MODELS
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.rf import RfPulse
from telescan.mr.sar import sphere_sar_w_kg
from telescan.mr.sequence import SEQUENCES, sequence_of
from telescan.mr.sequence.echo_order import echo_of_each_line
from telescan.mr.timing import lobe_ms
from telescan.mr.tissue import SpinValues, Tissue, relaxation_at, tissue_values

MODEL = MODELS["Aster 3T"]
TISSUES = (Tissue.GRAY_MATTER, Tissue.WHITE_MATTER, Tissue.CEREBROSPINAL_FLUID, Tissue.FAT)


def test_every_sequence_is_in_the_registry() -> None:
    assert set(SEQUENCES) == set(Sequence)


def weights_of(asked: Prescription, values: SpinValues) -> NDArray[np.complex128]:
    sequence = sequence_of(asked)
    return sequence.line_weights(asked, MODEL, values, sequence.frames(asked)[0])


def first_left_out(lines: int, partial_fourier: float) -> NDArray[np.bool_]:
    return np.arange(lines) >= round(lines * (1 - partial_fourier))


@given(
    data=st.data(),
    length=st.integers(1, 64),
    lines=st.integers(128, 512),
    partial_fourier=st.floats(0.55, 1),
)
def test_each_echo_fills_its_share_of_lines_and_the_centre_has_the_effective_one(
    data: st.DataObject, length: int, lines: int, partial_fourier: float
) -> None:
    centre = data.draw(st.integers(0, length - 1))
    acquired = first_left_out(lines, partial_fourier)
    order = echo_of_each_line(acquired, length, centre)
    assert order.shape == (lines,)
    assert order[lines // 2] == centre
    counts = np.bincount(order[acquired], minlength=length)
    assert counts.max() - counts.min() <= 1


@given(
    data=st.data(),
    length=st.integers(1, 64),
    lines=st.integers(128, 512),
    partial_fourier=st.floats(0.55, 1),
)
def test_echoes_turn_round_at_most_once_along_the_lines(
    data: st.DataObject, length: int, lines: int, partial_fourier: float
) -> None:
    centre = data.draw(st.integers(0, length - 1))
    order = echo_of_each_line(first_left_out(lines, partial_fourier), length, centre)
    steps = np.sign(np.diff(order))
    assert np.count_nonzero(np.diff(steps[steps != 0])) <= 1


def test_late_echoes_go_to_the_side_that_partial_fourier_cuts_so_that_none_jumps() -> None:
    order = echo_of_each_line(first_left_out(272, 0.75), 16, 10)
    assert set(np.diff(order)) == {0, -1}
    assert order[136] == 10


def test_a_jump_that_cannot_be_spared_lies_as_far_from_the_centre_as_it_can() -> None:
    early = echo_of_each_line(np.ones(320, dtype=bool), 16, 4)
    late = echo_of_each_line(np.ones(320, dtype=bool), 16, 11)
    for order in (early, late):
        assert np.abs(np.diff(order[160 - 4 * 20 : 160 + 5 * 20])).max() == 1


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_weights_are_given_for_each_tissue_and_line(sequence: Sequence) -> None:
    asked = Prescription(
        sequence=sequence,
        repetition_time_ms=3000,
        echo_time_ms=20,
        inversion_time_ms=200,
        echo_train_length=4,
        matrix_phase=100,
    )
    values = tissue_values(TISSUES, 3.0)
    weights = weights_of(asked, values)
    assert weights.shape == (4, 100)
    assert (np.abs(weights) <= 1).all()
    assert (sequence_of(asked).readout_decay_ms(values) > 0).all()


def test_t2_weighting_makes_fluid_brighter_than_gray_and_gray_than_white_matter() -> None:
    asked = Prescription(
        sequence=Sequence.TURBO_SPIN_ECHO,
        repetition_time_ms=4500,
        echo_time_ms=100,
        echo_train_length=16,
        matrix_phase=256,
    )
    weights = weights_of(asked, tissue_values(TISSUES, 3.0))
    gray, white, fluid, _ = np.abs(weights[:, 128])
    assert fluid > 1.5 * gray
    assert gray > 1.2 * white


def test_t1_weighting_makes_fat_brightest_and_fluid_darkest() -> None:
    asked = Prescription(
        sequence=Sequence.SPIN_ECHO, repetition_time_ms=500, echo_time_ms=12, matrix_phase=256
    )
    weights = weights_of(asked, tissue_values(TISSUES, 3.0))
    gray, white, fluid, fat = np.abs(weights[:, 128])
    assert fat > white > gray > fluid


@given(field=st.floats(0.2, 7), tissue=st.sampled_from([Tissue.GRAY_MATTER, Tissue.WHITE_MATTER]))
def test_t1_grows_and_t2_star_shrinks_with_the_field(field: float, tissue: Tissue) -> None:
    here, higher = relaxation_at(tissue, field), relaxation_at(tissue, field * 1.1)
    assert here.t1_ms < higher.t1_ms
    assert here.t2_star_ms >= higher.t2_star_ms or here.t2_star_ms == here.t2_ms
    assert here.t2_star_ms <= here.t2_ms <= here.t1_ms


def test_a_hard_pulse_limit_makes_the_pulse_longer_and_keeps_the_flip_angle() -> None:
    pulse = RfPulse(180.0, 1.0, 3.0)
    limited = pulse.within(pulse.peak_b1_ut / 2)
    assert limited.duration_ms == pytest.approx(2.0)
    assert limited.peak_b1_ut == pytest.approx(pulse.peak_b1_ut / 2)
    assert pulse.within(1000.0) == pulse


def test_energy_grows_as_the_square_of_the_flip_angle() -> None:
    half, full = RfPulse(90.0, 2.0, 3.0), RfPulse(180.0, 2.0, 3.0)
    assert full.energy_ut2_ms == pytest.approx(4 * half.energy_ut2_ms)


def test_two_microtesla_of_mean_field_at_3_tesla_heat_a_head_within_limits() -> None:
    sar = sphere_sar_w_kg((2e-6) ** 2, 4.7, 3.0)
    assert 0.8 < sar < 2.0


@given(area=st.floats(0.01, 500))
def test_a_lobe_of_its_duration_has_its_area(area: float) -> None:
    limits = GradientLimits(MODEL.gradient_max_mt_m, MODEL.slew_max_t_m_s)
    duration = lobe_ms(area, limits)
    ramp = min(duration / 2, MODEL.gradient_max_mt_m / MODEL.slew_max_t_m_s)
    assert ramp * MODEL.slew_max_t_m_s * (duration - ramp) == pytest.approx(area)
