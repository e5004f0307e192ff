import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.mr.frame import DiffusionWeighting
from telescan.mr.hardware import MODELS, ScannerModel
from telescan.mr.prescription import PhasePolarity, Prescription, Sequence
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.diffusion_directions import directions
from telescan.mr.sequence.diffusion_epi import around_lobes, lobe_limits
from telescan.mr.sequence.diffusion_gradients import DiffusionLobes, lobes_for, strongest_lobes
from telescan.mr.sequence.epi_train import epi_train, line_step_ms, line_times_ms
from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T

MODEL = MODELS["Aster 3T"]


def diffusion(**values: object) -> Prescription:
    return Prescription.model_validate(
        {
            "sequence": Sequence.DIFFUSION_EPI,
            "repetition_time_ms": 6000.0,
            "echo_time_ms": 100.0,
            "b_values_s_mm2": (0.0, 1000.0),
            "fov_frequency_mm": 220.0,
            "fov_phase_mm": 220.0,
            "matrix_frequency": 128,
            "matrix_phase": 128,
            "pixel_bandwidth_hz": 1500.0,
            "slices": 20,
            **values,
        }
    )


def b_by_integration(lobes: DiffusionLobes) -> float:
    """Return 4 pi^2 times the integral of k(t)^2, from the gradients' shape and the sign flip."""
    ramp, duration = lobes.ramp_ms, lobes.duration_ms
    time = np.linspace(0.0, lobes.separation_ms + duration + ramp, 400_001)

    def trapezoid(start_ms: float) -> np.ndarray:
        corners = start_ms + np.array([0.0, ramp, duration, duration + ramp])
        return np.interp(time, corners, [0.0, 1.0, 1.0, 0.0])

    gradient = lobes.amplitude_mt_m * (trapezoid(0.0) - trapezoid(lobes.separation_ms))
    step_s = (time[1] - time[0]) * 1e-3
    cycles_per_mm = GYROMAGNETIC_RATIO_HZ_PER_T * 1e-6 * np.cumsum(gradient) * step_s
    return float((2 * math.pi) ** 2 * (cycles_per_mm**2).sum() * step_s)


@given(b_value=st.floats(50, 3000), longer_ms=st.floats(0, 60), model=st.sampled_from([*MODELS]))
def test_gradients_give_the_b_value_that_their_shape_integrates_to(
    b_value: float, longer_ms: float, model: str
) -> None:
    asked = diffusion(b_values_s_mm2=(0.0, b_value))
    shortest = sequence_of(asked).timing(asked, MODELS[model]).shortest_echo_time_ms
    around = around_lobes(asked, MODELS[model])
    lobes = lobes_for(b_value, shortest + longer_ms, around, lobe_limits(asked, MODELS[model]))
    assert lobes.b_value_s_mm2 == pytest.approx(b_value, rel=1e-9)
    assert b_by_integration(lobes) == pytest.approx(b_value, rel=1e-4)


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_the_shortest_echo_time_uses_all_the_gradient_there_is(model: ScannerModel) -> None:
    asked = diffusion()
    around = around_lobes(asked, model)
    shortest = sequence_of(asked).timing(asked, model).shortest_echo_time_ms
    limits = lobe_limits(asked, model)
    strongest = strongest_lobes(shortest, around, limits)
    # Lobes grow by their raster of 20 µs, so the first that reach the b-value may exceed it.
    assert 1000 <= strongest.b_value_s_mm2 < 1000 * 1.005
    assert strongest.amplitude_mt_m == model.gradient_max_mt_m
    assert strongest_lobes(shortest - 0.01, around, limits).b_value_s_mm2 < 1000
    # Both lobes and what stands around them fill the echo time, but for what the raster rounds.
    lobe = strongest.duration_ms + strongest.ramp_ms
    assert shortest / 2 == pytest.approx(
        lobe + around.refocusing_ms + max(around.excitation_ms, around.readout_ms), abs=0.121
    )


def test_a_clinical_dwi_runs_at_a_clinical_echo_time() -> None:
    asked = diffusion(parallel_technique="GRAPPA", acceleration_factor=2, partial_fourier=0.75)
    shortest = [sequence_of(asked).timing(asked, m).shortest_echo_time_ms for m in MODELS.values()]
    assert all(50 < echo_time_ms < 90 for echo_time_ms in shortest)


def test_partial_fourier_and_acceleration_shorten_the_train_and_the_echo_time() -> None:
    def shortest_ms(**values: object) -> float:
        asked = diffusion(**values)
        return sequence_of(asked).timing(asked, MODEL).shortest_echo_time_ms

    whole = shortest_ms()
    partial = shortest_ms(partial_fourier=0.75)
    accelerated = shortest_ms(parallel_technique="GRAPPA", acceleration_factor=2)
    assert partial < whole - 20
    assert accelerated < whole - 20


def test_the_echo_is_as_early_whichever_way_the_blips_go() -> None:
    up, down = (
        epi_train(diffusion(partial_fourier=0.75, phase_encoding_polarity=polarity), MODEL)
        for polarity in PhasePolarity
    )
    assert (up.lines_before, up.lines_after) == (32, 63)
    assert abs(down.lines_before - 32) <= 1
    assert down.lines_before + down.lines_after == 95


def test_echo_spacing_is_a_flat_top_and_two_ramps_on_the_raster() -> None:
    train = epi_train(diffusion(), MODEL)
    # 1500 Hz over 128 samples is 5.208 µs a sample, of which a receiver makes 5.2 µs.
    gradient_mt_m = 1 / (GYROMAGNETIC_RATIO_HZ_PER_T * 0.22 * 5.2e-6) * 1e3
    assert train.gradient_mt_m == pytest.approx(gradient_mt_m)
    # 129 samples last 0.671 ms, and 20.5 mT/m take 0.103 ms at 200 T/m/s.
    assert train.echo_spacing_ms == pytest.approx(0.68 + 2 * 0.11)


def test_lines_are_read_one_echo_spacing_apart_with_the_centre_at_the_echo() -> None:
    asked = diffusion()
    times = line_times_ms(asked, MODEL)
    assert times[64] == 0
    np.testing.assert_allclose(np.diff(times), epi_train(asked, MODEL).echo_spacing_ms)
    down = asked.model_copy(update={"phase_encoding_polarity": PhasePolarity.NEGATIVE})
    np.testing.assert_allclose(line_times_ms(down, MODEL), -times)


@given(factor=st.integers(2, 4), oversampling=st.sampled_from([0.0, 25.0]))
def test_acceleration_divides_the_time_from_line_to_line(factor: int, oversampling: float) -> None:
    plain = diffusion(phase_oversampling_percent=oversampling)
    fast = plain.model_copy(update={"parallel_technique": "GRAPPA", "acceleration_factor": factor})
    assert line_step_ms(fast, MODEL) * factor == pytest.approx(line_step_ms(plain, MODEL))


def test_a_series_has_one_unweighted_image_and_each_weight_in_each_direction() -> None:
    asked = diffusion(b_values_s_mm2=(0.0, 500.0, 1000.0), diffusion_directions=6)
    weightings = [frame.diffusion for frame in sequence_of(asked).frames(asked)]
    assert weightings[0] == DiffusionWeighting(0.0, (0.0, 0.0, 0.0))
    assert [w.b_value_s_mm2 for w in weightings if w] == [0.0, *([500.0] * 6), *([1000.0] * 6)]


def test_three_directions_are_orthogonal() -> None:
    np.testing.assert_array_equal(np.array(directions(3)), np.eye(3))


@pytest.mark.parametrize(
    ("count", "least_deg"),
    # Six lie on an icosahedron, 63.43 degrees apart; the others as far as published tables.
    [(4, 70.5), (6, 63.4), (12, 36.0), (20, 27.0), (30, 23.0), (64, 15.5)],
)
def test_directions_are_unit_vectors_far_from_each_other(count: int, least_deg: float) -> None:
    vectors = np.array(directions(count))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    cosines = np.abs(vectors @ vectors.T)[~np.eye(count, dtype=bool)]
    assert np.rad2deg(np.arccos(cosines.max())) > least_deg


def test_scan_time_counts_every_weighting_average_and_reference_shot() -> None:
    asked = diffusion(averages=3, parallel_technique="GRAPPA", acceleration_factor=2)
    # One repetition to reach the steady state, two of reference lines, (1 + 3) weightings thrice.
    assert sequence_of(asked).timing(asked, MODEL).scan_time_s == pytest.approx(6.0 * (1 + 2 + 12))


def test_the_gradient_echo_of_an_epi_has_no_room_before_its_train() -> None:
    asked = diffusion(sequence=Sequence.GRADIENT_ECHO_EPI, b_values_s_mm2=(), matrix_phase=64)
    timing = sequence_of(asked).timing(asked, MODEL)
    train = epi_train(asked, MODEL)
    assert train.lines_before == 32
    assert timing.shortest_echo_time_ms > 32.5 * train.echo_spacing_ms + 1.28
    assert timing.shortest_repetition_time_ms / 20 > 64 * train.echo_spacing_ms
