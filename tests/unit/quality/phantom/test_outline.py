"""The outline of discs and ellipses of known size."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special

from telescan.quality.phantom.outline import find_outline
from telescan.quality.phantom.result import MeasurementError, Reason

SPACING = (0.98, 0.98)


def ellipse(
    across_mm: float,
    down_mm: float,
    centre_mm: tuple[float, float] = (125.0, 125.0),
    *,
    noise: float = 0.0,
) -> NDArray[np.float32]:
    """An ellipse of 1000, its edge as soft as pixels make it."""
    row, column = np.indices((256, 256)) * SPACING[0]
    y, x = row - centre_mm[0], column - centre_mm[1]
    radius = np.hypot(x / (across_mm / 2), y / (down_mm / 2))
    inside = (1 - radius) * np.hypot(x, y) / np.maximum(radius, 1e-6)
    image = 1000 * (special.erf(inside / 0.6) + 1) / 2
    random = np.random.default_rng(1)
    return np.abs(image + random.normal(0, noise, image.shape)).astype(np.float32)


@settings(max_examples=20)
@given(
    across=st.floats(180, 200),
    down=st.floats(180, 200),
    middle=st.tuples(st.floats(118, 132), st.floats(118, 132)),
    noise=st.floats(0, 15),
)
def test_an_ellipse_gives_its_size_and_middle_to_a_tenth_of_a_millimetre(
    across: float, down: float, middle: tuple[float, float], noise: float
) -> None:
    outline = find_outline(ellipse(across, down, middle, noise=noise), SPACING)
    assert outline.diameter_mm(0) == pytest.approx(across, abs=0.1)
    assert outline.diameter_mm(90) == pytest.approx(down, abs=0.1)
    assert outline.centre_mm == pytest.approx(middle, abs=0.1)


def test_a_bubble_at_the_edge_does_not_change_the_diameter() -> None:
    image = ellipse(190, 190)
    row, column = np.indices(image.shape) * SPACING[0]
    image[(row < 45) & (np.abs(column - 125) < 18)] = 5
    outline = find_outline(image, SPACING)
    assert outline.diameter_mm(90) == pytest.approx(190, abs=0.1)


def test_shading_does_not_change_the_diameter() -> None:
    image = ellipse(190, 190)
    _, column = np.indices(image.shape) * SPACING[0]
    outline = find_outline((image * (0.5 + column / 250)).astype(np.float32), SPACING)
    assert outline.diameter_mm(0) == pytest.approx(190, abs=0.1)


@pytest.mark.parametrize("value", [0.0, 700.0])
def test_an_image_without_an_object_has_no_outline(value: float) -> None:
    with pytest.raises(MeasurementError) as caught:
        find_outline(np.full((128, 128), value, dtype=np.float32), SPACING)
    assert caught.value.reason in {Reason.PHANTOM_NOT_FOUND, Reason.EDGE_NOT_FOUND}


def test_an_object_larger_than_the_image_has_no_outline() -> None:
    with pytest.raises(MeasurementError) as caught:
        find_outline(ellipse(270, 270), SPACING)
    assert caught.value.reason is Reason.EDGE_NOT_FOUND
