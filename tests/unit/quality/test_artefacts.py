"""Detectors of artefacts on images with and without them."""

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.conftest import RealSeries

from telescan.quality.artefacts import (
    spike,
    spike_strength,
    wrap,
    wrap_share,
    zipper,
    zipper_strength,
)

SIZE = 128


def noisy_disc(radius: float = 40.0) -> NDArray[np.complex128]:
    row, column = np.indices((SIZE, SIZE)) - SIZE // 2
    random = np.random.default_rng(1)
    noise = random.normal(0, 5, (2, SIZE, SIZE))
    return np.where(np.hypot(row, column) < radius, 1_000.0, 0.0) + noise[0] + 1j * noise[1]


def magnitude(image: NDArray[np.complex128]) -> NDArray[np.float32]:
    return np.abs(image).astype(np.float32)


def test_an_image_without_artefacts_shows_none() -> None:
    image = magnitude(noisy_disc())
    assert spike_strength(image) < spike.SEEN
    for axis in (0, 1):
        found = zipper_strength(image, axis)
        assert found is not None
        assert found < zipper.SEEN
        assert wrap_share(image, axis) < wrap.SEEN


@pytest.mark.parametrize("axis", [0, 1])
def test_a_line_along_the_phase_axis_is_a_zipper(axis: int) -> None:
    image = noisy_disc()
    line = image if axis == 1 else image.T
    line[20, :] += 2_000
    along, across = (zipper_strength(magnitude(image), a) for a in (axis, 1 - axis))
    assert along is not None
    assert along > zipper.SEEN
    assert across is None or across < zipper.SEEN


def test_one_sample_of_k_space_that_is_too_large_is_a_spike() -> None:
    samples = np.fft.fft2(noisy_disc())
    samples[37, 81] += 0.3 * np.abs(samples).max()
    assert spike_strength(magnitude(np.fft.ifft2(samples))) > spike.SEEN


@pytest.mark.parametrize("axis", [0, 1])
def test_an_object_across_the_border_is_wrapped_along_that_axis_only(axis: int) -> None:
    image = magnitude(np.roll(noisy_disc(), SIZE // 2, axis=axis))
    assert wrap_share(image, axis) > wrap.SEEN
    assert wrap_share(image, 1 - axis) < wrap.SEEN


@pytest.mark.parametrize("name", ["ge-artist-1.5t-t1", "siemens-aera-1.5t-t1"])
def test_images_of_good_scanners_show_no_artefact(real_series: RealSeries, name: str) -> None:
    for file in real_series(f"phantom/acr/{name}"):
        image = file.pixel_array.astype(np.float32)
        axis = 1 if file.InPlanePhaseEncodingDirection == "ROW" else 0
        assert spike_strength(image) < spike.SEEN
        assert (zipper_strength(image, axis) or 0) < zipper.SEEN
        assert wrap_share(image, axis) < wrap.SEEN
