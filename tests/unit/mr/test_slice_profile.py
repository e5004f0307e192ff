import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from telescan.mr.rf import PulseShape, RfPulse
from telescan.mr.signal.adiabatic_inversion import inversion_efficiency
from telescan.mr.slice_profile import POSITIONS, SHEET, flip_angles_deg, slab_height, slabs
from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T

ONE = np.ones(1)
EXCITATION = RfPulse(90.0, 2.6, 3.0)
REFOCUSING = RfPulse(180.0, 2.6, 3.0, thickness_factor=1.9)


def bloch(pulse: RfPulse, offset_hz: float, scale: float = 1.0) -> NDArray[np.float64]:
    """Turn Mz = 1 by every sample of a pulse: Rodrigues' rotation about the effective field."""
    samples = 1500
    step_ms = pulse.duration_ms / samples
    time_ms = (np.arange(samples) + 0.5) * step_ms - pulse.duration_ms / 2
    field = scale * pulse.field_ut(time_ms) * 1e-6 * GYROMAGNETIC_RATIO_HZ_PER_T
    m = np.array([0.0, 0.0, 1.0])
    for b1_hz in field:
        vector = 2 * np.pi * step_ms * 1e-3 * np.array([b1_hz.real, b1_hz.imag, offset_hz])
        angle = np.linalg.norm(vector)
        axis = vector / angle
        m = (
            m * np.cos(angle)
            + np.cross(axis, m) * np.sin(angle)
            + axis * (axis @ m) * (1 - np.cos(angle))
        )
    return m


@pytest.mark.parametrize("pulse", [EXCITATION, RfPulse(20.0, 1.0, 4.0), RfPulse(160.0, 2.0, 2.5)])
def test_angles_across_the_slice_are_those_of_the_bloch_equations(pulse: RfPulse) -> None:
    angles = flip_angles_deg(pulse, ONE)[0]
    for position, angle in zip(POSITIONS[::3], angles[::3], strict=True):
        m = bloch(pulse, position * pulse.bandwidth_hz)
        assert angle == pytest.approx(np.rad2deg(np.arccos(m[2])), abs=0.5)


@settings(max_examples=20)
@given(flip_deg=st.floats(1, 150))
def test_the_middle_of_the_slice_sees_about_the_nominal_angle(flip_deg: float) -> None:
    angle = flip_angles_deg(RfPulse(flip_deg, 2.0, 4.0), ONE)[0, 0]
    assert angle == pytest.approx(flip_deg, rel=0.04)


def test_a_stronger_field_turns_further_and_beyond_the_slice_hardly_anything_is_turned() -> None:
    angles = flip_angles_deg(EXCITATION, np.array([0.8, 1.0]))
    assert (angles[0, :5] < angles[1, :5]).all()
    assert angles[1, 0] > 85
    assert angles[1, -1] < 2


def test_a_spin_echo_slice_is_about_as_thick_as_prescribed() -> None:
    excited = np.sin(np.deg2rad(flip_angles_deg(EXCITATION, ONE)[0]))
    echo = excited * np.sin(np.deg2rad(flip_angles_deg(REFOCUSING, ONE)[0]) / 2) ** 2
    assert 2 * SHEET * echo.sum() == pytest.approx(0.94, abs=0.03)
    assert 2 * SHEET * excited.sum() == pytest.approx(1.16, abs=0.03)


@given(count=st.integers(1, 12), refocused=st.booleans())
def test_slabs_are_even_and_add_up_to_the_slice(count: int, *, refocused: bool) -> None:
    cut = slabs(EXCITATION, REFOCUSING if refocused else None, count)
    middles, weights = np.array(cut).T
    assert weights.sum() == pytest.approx(1)
    np.testing.assert_allclose(weights, weights[::-1])
    np.testing.assert_allclose(middles, -middles[::-1], atol=1e-12)
    assert np.diff(middles) == pytest.approx(slab_height(count))


SECANT = RfPulse(180.0, 10.24, 16.0, PulseShape.HYPERBOLIC_SECANT)


def test_an_adiabatic_inversion_agrees_with_the_bloch_equations() -> None:
    for scale in (0.5, 1.0, 1.3):
        got = inversion_efficiency(SECANT, ONE * 1e12, ONE * 1e12, ONE * scale)[0]
        assert got == pytest.approx(-bloch(SECANT, 1e-6, scale)[2], abs=2e-3)


def test_inversion_hardly_depends_on_b1_while_a_sinc_of_180_degrees_would() -> None:
    scale = np.array([0.75, 1.0, 1.3])
    efficiency = inversion_efficiency(SECANT, ONE * np.full(3, 900), np.full(3, 80.0), scale)
    assert np.ptp(efficiency) < 0.02
    assert np.ptp(np.cos(np.pi * scale)) > 0.25


def test_brain_is_inverted_by_96_percent_and_bone_hardly_at_all() -> None:
    t2_ms = np.array([70.0, 2000.0, 0.5])
    brain, fluid, bone = inversion_efficiency(SECANT, np.full(3, 1000.0), t2_ms, np.ones(3))
    assert brain == pytest.approx(0.96, abs=0.01)
    assert fluid > 0.99
    assert abs(bone) < 0.2


def test_a_secant_sweeps_over_its_bandwidth() -> None:
    time_ms = np.linspace(-5.12, 5.12, 4001)
    phase = np.unwrap(np.angle(SECANT.field_ut(time_ms)))
    frequency_hz = np.gradient(phase, time_ms) * 1e3 / (2 * np.pi)
    assert np.ptp(frequency_hz) == pytest.approx(SECANT.bandwidth_hz, rel=0.01)
    energy = (abs(SECANT.field_ut(time_ms)) ** 2).mean() * SECANT.duration_ms
    assert SECANT.energy_ut2_ms == pytest.approx(energy, rel=1e-3)
