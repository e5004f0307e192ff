"""Steady states against brute force: every pulse and every wait, until nothing changes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from telescan.mr.signal.balanced_ssfp import balanced_ssfp_signal
from telescan.mr.signal.inflow import inflowing_magnetisation
from telescan.mr.signal.longitudinal import cosine, steady_state, turned
from telescan.mr.signal.magnetisation_prepared import PreparedTrain, magnetisation_along_train
from telescan.mr.signal.spin_echo import spin_echo_signals
from telescan.mr.signal.spoiled_gradient_echo import spoiled_steady_state

ONE = np.ones(1)
times_ms = st.floats(100, 3_000)
angles_deg = st.floats(5, 170)


def bloch_ssfp(
    t1: float, t2: float, tr: float, te: float, *, flip_deg: float, off_hz: float
) -> complex:
    """Play pulses of alternating sign on one isochromat until the signal at TE stays the same."""

    def rotation_x(angle: float) -> NDArray[np.float64]:
        c, s = np.cos(angle), np.sin(angle)
        return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])

    def free(m: NDArray[np.float64], time: float) -> NDArray[np.float64]:
        turned = (m[0] + 1j * m[1]) * np.exp((2j * np.pi * off_hz * 1e-3 - 1 / t2) * time)
        return np.array([turned.real, turned.imag, 1 + (m[2] - 1) * np.exp(-time / t1)])

    m, sign = np.array([0.0, 0.0, 1.0]), 1
    for _ in range(int(12 * t1 / tr / 2) * 2):
        m = free(rotation_x(sign * np.deg2rad(flip_deg)) @ m, tr)
        sign = -sign
    echo = free(rotation_x(sign * np.deg2rad(flip_deg)) @ m, te)
    return complex(sign * 1j * (echo[0] + 1j * echo[1]))


def balanced(
    t1: float, t2: float, tr: float, te: float, *, flip_deg: float, off_hz: float = 0.0
) -> complex:
    signal = balanced_ssfp_signal(
        ONE,
        ONE * t1,
        ONE * t2,
        ONE * off_hz,
        repetition_time_ms=tr,
        echo_time_ms=te,
        flip_angle_deg=flip_deg,
    )
    return complex(signal[0])


@pytest.mark.parametrize("off_hz", [0.0, 20.0, -45.0, 90.0, 118.0, 125.0, 160.0, -217.0])
@pytest.mark.parametrize(("t1", "t2", "flip_deg"), [(800.0, 80.0, 35.0), (300.0, 150.0, 70.0)])
def test_balanced_ssfp_is_what_pulses_of_alternating_sign_end_in(
    t1: float, t2: float, flip_deg: float, off_hz: float
) -> None:
    got = balanced(t1, t2, 4.0, 2.0, flip_deg=flip_deg, off_hz=off_hz)
    assert got == pytest.approx(
        bloch_ssfp(t1, t2, 4.0, 2.0, flip_deg=flip_deg, off_hz=off_hz), abs=1e-5
    )


@given(t1=times_ms, t2=st.floats(10, 90), flip_deg=angles_deg)
def test_balanced_ssfp_on_resonance_is_the_textbook_formula(
    t1: float, t2: float, flip_deg: float
) -> None:
    tr, te = 5.0, 2.5
    e1, e2, alpha = np.exp(-tr / t1), np.exp(-tr / t2), np.deg2rad(flip_deg)
    expected = np.sin(alpha) * (1 - e1) / (1 - (e1 - e2) * np.cos(alpha) - e1 * e2)
    got = balanced(t1, t2, tr, te, flip_deg=flip_deg)
    assert got == pytest.approx(expected * np.exp(-te / t2), rel=1e-9)


def test_balanced_ssfp_depends_on_t2_over_t1_at_its_best_angle() -> None:
    t1, t2 = 1000.0, 250.0
    best = np.rad2deg(np.arccos((t1 / t2 - 1) / (t1 / t2 + 1)))
    assert abs(balanced(t1, t2, 0.01, 0.005, flip_deg=best)) == pytest.approx(
        np.sqrt(t2 / t1) / 2, rel=1e-3
    )


def test_a_band_is_dark_where_spins_turn_half_a_cycle_between_pulses() -> None:
    in_band = abs(balanced(800, 80, 5.0, 2.5, flip_deg=40, off_hz=100.0))
    assert in_band < 0.4 * abs(balanced(800, 80, 5.0, 2.5, flip_deg=40, off_hz=0.0))
    assert abs(balanced(800, 80, 5.0, 2.5, flip_deg=40, off_hz=200.0)) == pytest.approx(
        abs(balanced(800, 80, 5.0, 2.5, flip_deg=40, off_hz=0.0))
    )


def test_neighbouring_pass_bands_have_opposite_sign() -> None:
    assert balanced(800, 80, 5.0, 2.5, flip_deg=40, off_hz=0.0).real > 0
    assert balanced(800, 80, 5.0, 2.5, flip_deg=40, off_hz=200.0).real < 0


@given(
    t1=times_ms,
    flip_deg=st.floats(1, 40),
    pulses=st.integers(1, 200),
    efficiency=st.floats(0.5, 1),
    left=st.floats(0, 1),
)
def test_mprage_is_the_recursion_of_every_pulse(
    t1: float, flip_deg: float, pulses: int, efficiency: float, left: float
) -> None:
    train = PreparedTrain(
        repetition_time_ms=2300, first_pulse_ms=300, pulse_spacing_ms=7, pulses=pulses
    )
    m, along = 1.0, []

    def wait(m: float, time: float) -> float:
        return 1 + (m - 1) * np.exp(-time / t1)

    for _ in range(int(6 * t1 / 2300) + 10):
        m, along = left * wait(-efficiency * m, 300), []
        for _ in range(pulses):
            along.append(m)
            m = wait(m * np.cos(np.deg2rad(flip_deg)), 7)
        m = wait(m, 2300 - 300 - 7 * pulses)
    got = magnetisation_along_train(
        ONE * t1,
        train,
        flip_angle_deg=ONE * flip_deg,
        inversion_efficiency=ONE * efficiency,
        left_before_train=ONE * left,
    )
    np.testing.assert_allclose(got[0], along, atol=1e-6)


@given(t1=times_ms, flip_deg=st.floats(1, 85), pulses=st.integers(0, 60), entering=st.floats(0, 1))
def test_blood_is_saturated_pulse_by_pulse(
    t1: float, flip_deg: float, pulses: int, entering: float
) -> None:
    m = entering
    for _ in range(pulses):
        m = 1 + (m * np.cos(np.deg2rad(flip_deg)) - 1) * np.exp(-25 / t1)
    got = inflowing_magnetisation(
        spoiled_steady_state(ONE * t1, repetition_time_ms=25, flip_angle_deg=flip_deg),
        ONE * t1,
        repetition_time_ms=25,
        flip_angle_deg=ONE * flip_deg,
        pulses_seen=ONE * pulses,
        entering=entering,
    )
    assert got[0] == pytest.approx(m, abs=1e-9)


def test_blood_that_has_seen_all_pulses_is_as_dark_as_tissue_that_stays() -> None:
    resting = spoiled_steady_state(ONE * 1600, repetition_time_ms=25, flip_angle_deg=20)
    long_ago = inflowing_magnetisation(
        resting,
        ONE * 1600,
        repetition_time_ms=25,
        flip_angle_deg=ONE * 20,
        pulses_seen=ONE * np.inf,
    )
    assert long_ago[0] == resting[0]


@given(
    t1=times_ms,
    turns=st.lists(st.tuples(st.floats(0, 180), st.floats(5, 500)), min_size=1, max_size=6),
)
def test_the_steady_state_stays_the_same_over_one_more_repetition(
    t1: float, turns: list[tuple[float, float]]
) -> None:
    steady = steady_state(turned((cosine(angle), wait), ONE * t1) for angle, wait in turns)
    m = steady[0]
    for angle, wait in turns:
        m = 1 + (m * np.cos(np.deg2rad(angle)) - 1) * np.exp(-wait / t1)
    assert m == pytest.approx(steady[0], abs=1e-9)


@given(beta_deg=st.floats(60, 180), first_ms=st.floats(15, 40), second_ms=st.floats(60, 120))
def test_a_second_echo_is_refocused_twice_and_decays_with_t2(
    beta_deg: float, first_ms: float, second_ms: float
) -> None:
    first, second = spin_echo_signals(
        ONE,
        ONE * 800,
        ONE * 80,
        repetition_time_ms=2000,
        echo_times_ms=(first_ms, second_ms),
        flip_angle_deg=90.0,
        refocusing_flip_angle_deg=beta_deg,
    )
    share = np.sin(np.deg2rad(beta_deg) / 2) ** 2
    assert second[0] / first[0] == pytest.approx(share * np.exp(-(second_ms - first_ms) / 80))
