import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import eval_legendre, lpmv

from telescan.mr.acquisition import acquire_slice
from telescan.mr.coil_loops import RADIUS_MM
from telescan.mr.faults import Fault, Faults
from telescan.mr.hardware import MODELS
from telescan.mr.phantom import SpherePhantom
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.receiver import channel_noise, channels_of, noise_covariance
from telescan.mr.scene import Scene

MODEL = MODELS["Aster 3T"]
ASKED = Prescription(
    sequence=Sequence.SPIN_ECHO,
    repetition_time_ms=500,
    echo_time_ms=15,
    matrix_frequency=32,
    matrix_phase=32,
)


@given(channels=st.integers(1, 32))
def test_noise_covariance_is_that_of_passive_coils(channels: int) -> None:
    covariance = noise_covariance(channels)
    np.testing.assert_allclose(np.diag(covariance), 1)
    np.testing.assert_allclose(covariance, covariance.conj().T, atol=1e-12)
    assert np.linalg.eigvalsh(covariance)[0] > 0.1


def test_loops_share_more_noise_with_a_neighbour_than_with_one_a_quarter_turn_away() -> None:
    shared = np.abs(noise_covariance(8)[0])
    assert 0.2 < shared[1] < 0.4
    assert shared[2] < shared[1]
    mirrored = np.abs(noise_covariance(8)[7])
    np.testing.assert_allclose(shared, mirrored[::-1], rtol=1e-6)


def test_loops_share_as_much_noise_as_round_ones_around_a_sphere_of_a_heads_size() -> None:
    turned_deg = np.array([45.0, 90.0, 135.0, 180.0])
    covariance = noise_covariance(8).real
    mean = [np.mean([covariance[i, (i + k) % 8] for i in range(8)]) for k in range(1, 5)]
    half = 0.5  # the other half is each loop's own
    np.testing.assert_allclose(mean, half * shared_by_round_loops(turned_deg), atol=0.05)


def shared_by_round_loops(turned_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlation of the noise that a sphere gives round loops with their middles turned so far.

    The power that a loop on a sphere loses in a smaller one, multipole by multipole (quasi-static;
    Keltner et al., MRM 1991;22:467 have the waves, which change it by less than 0.03 at 128 MHz).
    """
    head_mm, loop_deg = 91.0, 35.0
    order = np.arange(1, 16)
    cosine = np.cos(np.radians(loop_deg))
    strength = np.sin(np.radians(loop_deg)) * lpmv(1, order, cosine) / (order * (order + 1))
    lost = strength**2 * order * (order + 1) / (2 * order + 1) / (2 * order + 3)
    lost *= (head_mm / RADIUS_MM) ** (2 * order)
    turned = eval_legendre(order, np.cos(np.radians(turned_deg))[:, None])
    return np.asarray(turned @ lost / lost.sum())


def test_noise_has_the_covariance_of_its_coil() -> None:
    noise = channel_noise(np.random.default_rng(1), (2, 8, 100, 100), 8)
    samples = noise.transpose(1, 0, 2, 3).reshape(8, -1)
    measured = samples @ samples.conj().T / (2 * samples.shape[1])
    np.testing.assert_allclose(measured, noise_covariance(8), atol=0.03)


def test_every_coil_of_a_scanner_can_be_prescribed_and_no_other() -> None:
    other = MODEL.other_coils[0]
    asked = ASKED.model_copy(update={"receive_coil": other.name})
    assert channels_of(ASKED, MODEL) == MODEL.receive_channels
    assert channels_of(asked, MODEL) == other.channels
    scene = Scene(MODEL, SpherePhantom())
    kspace = acquire_slice(asked, scene, 0, np.random.default_rng(1))
    assert kspace.shape == (1, other.channels, 32, 32)
    unknown = ASKED.model_copy(update={"receive_coil": "Knee"})
    with pytest.raises(ValueError, match=r"receive_coil: expected one of Head 8.*Knee"):
        channels_of(unknown, MODEL)


def test_a_dead_element_receives_noise_alone() -> None:
    broken = Scene(MODEL, SpherePhantom(), Faults({Fault.DEAD_COIL_ELEMENT: 1.0}))
    kspace = acquire_slice(ASKED, broken, 0, np.random.default_rng(1))[0]
    largest = np.abs(kspace).max(axis=(1, 2))
    assert np.count_nonzero(largest < 0.1 * np.median(largest)) == 1
    assert largest.min() > 0
