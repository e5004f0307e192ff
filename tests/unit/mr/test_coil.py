import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from telescan.mr.coil import sensitivities
from telescan.mr.coil_loops import RADIUS_MM
from telescan.mr.receiver import noise_covariance
from telescan.mr.reconstruction.sum_of_squares import root_sum_of_squares


def test_the_combined_sensitivity_of_eight_channels_is_one_at_the_isocentre() -> None:
    at_centre = sensitivities(8, np.zeros((1, 3)))
    assert at_centre.shape == (8, 1)
    assert at_centre.dtype == np.complex64
    assert root_sum_of_squares(at_centre)[0] == pytest.approx(1, rel=1e-5)


@given(channels=st.sampled_from((8, 16, 32)))
def test_more_loops_see_more_at_the_rim_and_as_much_in_the_middle(channels: int) -> None:
    points = np.array([[0.0, 0.0, 0.0], [70.0, 0.0, 0.0]])
    middle, rim = best_signal_to_noise(channels, points)
    more_middle, more_rim = best_signal_to_noise(2 * channels, points)
    assert more_middle == pytest.approx(middle, rel=0.1)
    assert more_rim > 1.1 * rim


def best_signal_to_noise(channels: int, points_mm: NDArray[np.float64]) -> list[float]:
    """Of an optimal combination of channels (Roemer et al., MRM 1990;16:192, equation 26)."""
    seen = sensitivities(channels, points_mm)
    inverse = np.linalg.inv(noise_covariance(channels))
    return np.sqrt(np.einsum("cp,cd,dp->p", seen.conj(), inverse, seen).real).tolist()


def test_each_channel_sees_its_own_side_best() -> None:
    angles = 2 * np.pi * (np.arange(8) + 0.5) / 8
    near = 0.6 * RADIUS_MM * np.stack([np.cos(angles), np.sin(angles), 0 * angles], axis=-1)
    seen = np.abs(sensitivities(8, near))
    np.testing.assert_array_equal(seen.argmax(axis=0), np.arange(8))


def test_the_array_is_the_same_from_each_of_its_sides() -> None:
    points = np.array([[50.0, 20.0, 10.0], [-20.0, 50.0, 10.0], [-50.0, -20.0, 10.0]])
    total = root_sum_of_squares(sensitivities(8, points))
    np.testing.assert_allclose(total, total[0], rtol=1e-5)


def test_the_rim_of_the_head_is_brighter_than_its_middle() -> None:
    total = root_sum_of_squares(sensitivities(8, np.array([[0.0, 0.0, 0.0], [80.0, 0.0, 0.0]])))
    assert 1.2 < total[1] / total[0] < 4
