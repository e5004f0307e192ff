import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from telescan.mr.signal.echo_train import echo_amplitudes, stabilised_train_deg
from telescan.mr.signal.inversion_recovery import nulling_inversion_time_ms
from telescan.mr.signal.longitudinal import steady_state, turned
from telescan.mr.signal.spin_echo import spin_echo_signals
from telescan.mr.signal.spoiled_gradient_echo import (
    spoiled_steady_state,
    transverse_at_echo,
)

ONE = np.ones(1)
times_ms = st.floats(50, 5_000)


def gradient_echo(t1_ms: float, tr_ms: float, flip_deg: float, shift_hz: float = 0.0) -> complex:
    steady = spoiled_steady_state(ONE * t1_ms, repetition_time_ms=tr_ms, flip_angle_deg=flip_deg)
    at_echo = transverse_at_echo(ONE * 1e12, ONE * shift_hz, 2.3)
    return complex((steady * np.sin(np.deg2rad(flip_deg)) * at_echo)[0])


def spin_echo(t1_ms: float, t2_ms: float, tr_ms: float, te_ms: float, **angles: float) -> float:
    values = {"flip_angle_deg": 90.0, "refocusing_flip_angle_deg": 180.0, **angles}
    (signal,) = spin_echo_signals(
        ONE, ONE * t1_ms, ONE * t2_ms, repetition_time_ms=tr_ms, echo_times_ms=(te_ms,), **values
    )
    return float(signal[0])


@given(t1_ms=times_ms, tr_ms=st.floats(5, 1_000), other_deg=st.floats(1, 179))
def test_no_flip_angle_gives_more_signal_than_the_ernst_angle(
    t1_ms: float, tr_ms: float, other_deg: float
) -> None:
    ernst_deg = float(np.rad2deg(np.arccos(np.exp(-tr_ms / t1_ms))))
    best = abs(gradient_echo(t1_ms, tr_ms, ernst_deg))
    assert abs(gradient_echo(t1_ms, tr_ms, other_deg)) <= best * (1 + 1e-9)


def test_fat_is_opposed_at_half_a_turn_of_its_shift() -> None:
    shift_hz = -0.5 / 2.3e-3
    signal = gradient_echo(300, 200, 60, shift_hz)
    assert signal.real < 0
    assert signal.imag == pytest.approx(0, abs=1e-12)


@given(t1_ms=times_ms, t2_ms=st.floats(20, 500))
def test_a_fully_recovered_spin_echo_decays_with_t2_alone(t1_ms: float, t2_ms: float) -> None:
    assert spin_echo(t1_ms, t2_ms, 1e7, 40) == pytest.approx(np.exp(-40 / t2_ms))


def test_a_spin_echo_at_90_and_180_degrees_is_the_textbook_formula() -> None:
    expected = 1 - 2 * np.exp(-(500 - 10) / 900) + np.exp(-500 / 900)
    assert spin_echo(900, 80, 500, 20) == pytest.approx(expected * np.exp(-20 / 80))


@given(beta_deg=st.floats(20, 180), alpha_deg=st.floats(20, 160))
def test_the_spin_echo_formula_is_the_steady_state_of_the_pulses(
    beta_deg: float, alpha_deg: float
) -> None:
    t1, t2, tr, te = 700.0, 70.0, 600.0, 30.0
    alpha, beta = np.deg2rad([alpha_deg, beta_deg])
    mz = 1.0
    for _ in range(200):
        after = mz * np.cos(alpha)
        half = 1 + (after - 1) * np.exp(-te / 2 / t1)
        mz = 1 + (half * np.cos(beta) - 1) * np.exp(-(tr - te / 2) / t1)
    expected = mz * np.sin(alpha) * np.sin(beta / 2) ** 2 * np.exp(-te / t2)
    got = spin_echo(t1, t2, tr, te, flip_angle_deg=alpha_deg, refocusing_flip_angle_deg=beta_deg)
    assert got == pytest.approx(expected, abs=1e-12)


@given(t1_ms=times_ms, tr_ms=st.floats(2_000, 12_000), train_ms=st.floats(0, 500))
def test_a_tissue_gives_no_signal_at_its_nulling_inversion_time(
    t1_ms: float, tr_ms: float, train_ms: float
) -> None:
    null_ms = nulling_inversion_time_ms(t1_ms, tr_ms, train_ms)
    saturated = np.zeros(1), np.zeros(1)
    recovered = turned((1.0, tr_ms - train_ms - null_ms), ONE * t1_ms)
    inverted = turned((-1.0, null_ms), ONE * t1_ms)
    assert steady_state([saturated, recovered, inverted])[0] == pytest.approx(0, abs=1e-9)


@given(t1_ms=times_ms, t2_ms=st.floats(20, 500), spacing_ms=st.floats(4, 20))
def test_a_train_of_180_degrees_decays_exponentially(
    t1_ms: float, t2_ms: float, spacing_ms: float
) -> None:
    echoes = echo_amplitudes(
        ONE * t1_ms, ONE * t2_ms, echo_spacing_ms=spacing_ms, flip_angles_deg=[180.0] * 12
    )
    expected = np.exp(-spacing_ms * np.arange(1, 13) / t2_ms)
    np.testing.assert_allclose(echoes[0], expected, rtol=1e-9)


def isochromats(
    t1_ms: float, t2_ms: float, spacing_ms: float, angles_deg: list[float]
) -> NDArray[np.float64]:
    """Echoes of many spins, each turned by its own angle by the crushers: Bloch equations."""
    count = 4 * len(angles_deg) + 200
    turn = 2 * np.pi * np.arange(count) / count
    m = np.stack([np.cos(0 * turn), 0 * turn, 0 * turn])
    e1, e2 = np.exp(-spacing_ms / 2 / t1_ms), np.exp(-spacing_ms / 2 / t2_ms)

    def half(m: NDArray[np.float64]) -> NDArray[np.float64]:
        transverse = (m[0] + 1j * m[1]) * np.exp(1j * turn) * e2
        return np.stack([transverse.real, transverse.imag, 1 + (m[2] - 1) * e1])

    echoes = []
    for angle_deg in angles_deg:
        m = half(m)
        c, s = np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg))
        m = np.stack([m[0], c * m[1] - s * m[2], s * m[1] + c * m[2]])
        m = half(m)
        echoes.append(m[0].mean())
    return np.array(echoes)


@given(angle_deg=st.floats(20, 180), t1_ms=times_ms, t2_ms=st.floats(20, 500))
def test_phase_graphs_agree_with_brute_force_isochromats(
    angle_deg: float, t1_ms: float, t2_ms: float
) -> None:
    angles = stabilised_train_deg(angle_deg, 16)
    echoes = echo_amplitudes(ONE * t1_ms, ONE * t2_ms, echo_spacing_ms=9.0, flip_angles_deg=angles)
    np.testing.assert_allclose(echoes[0], isochromats(t1_ms, t2_ms, 9.0, angles), atol=1e-12)


@settings(max_examples=25)
@given(
    angles=st.lists(st.lists(st.floats(0, 180), min_size=24, max_size=24), min_size=2, max_size=4)
)
def test_every_spin_sees_angles_of_its_own(angles: list[list[float]]) -> None:
    t1_ms, t2_ms = np.linspace(300, 2000, len(angles)), np.linspace(40, 200, len(angles))
    echoes = echo_amplitudes(t1_ms, t2_ms, echo_spacing_ms=9.0, flip_angles_deg=angles)
    for spin, own in enumerate(angles):
        expected = isochromats(t1_ms[spin], t2_ms[spin], 9.0, own)
        np.testing.assert_allclose(echoes[spin], expected, atol=1e-12)


def test_a_constant_train_of_120_degrees_tends_to_sin_60() -> None:
    echoes = echo_amplitudes(
        ONE * 1e9, ONE * 1e9, echo_spacing_ms=9.0, flip_angles_deg=[120.0] * 256
    )
    assert echoes[0, -1] == pytest.approx(np.sin(np.pi / 3), abs=2e-3)


def test_a_stabilised_train_starts_near_its_steady_state() -> None:
    echoes = echo_amplitudes(
        ONE * 1e9, ONE * 1e9, echo_spacing_ms=9.0, flip_angles_deg=stabilised_train_deg(120.0, 64)
    )
    assert np.ptp(echoes[0]) < 0.05
