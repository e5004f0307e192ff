import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.mr.coil import RADIUS_MM, sensitivities
from telescan.mr.reconstruction.sum_of_squares import root_sum_of_squares


@given(channels=st.integers(1, 32))
def test_the_combined_sensitivity_is_one_at_the_isocentre(channels: int) -> None:
    at_centre = sensitivities(channels, np.zeros((1, 3)))
    assert at_centre.shape == (channels, 1)
    assert at_centre.dtype == np.complex64
    assert root_sum_of_squares(at_centre)[0] == pytest.approx(1, rel=1e-5)


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
