import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telescan.mr.geometry import Plane
from telescan.mr.phantom import SpherePhantom, phantom_named
from telescan.mr.tissue import Tissue

L, P, H = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
HEAD = phantom_named("head")


def line(first: float, last: float, points: int) -> np.ndarray:
    return np.linspace(first, last, points)


@settings(max_examples=25, deadline=None)
@given(height_mm=st.floats(-170, 110))
def test_fractions_are_shares_of_one(height_mm: float) -> None:
    plane = Plane((0, 0, height_mm), L, P, line(-110, 110, 110), line(-130, 130, 130))
    fractions = HEAD.fractions(plane)
    assert fractions.shape == (len(HEAD.tissues), 110, 130)
    assert fractions.min() >= -1e-5
    assert fractions.sum(axis=0).max() <= 1 + 1e-4


@settings(max_examples=25, deadline=None)
@given(x=st.floats(-80, 80), y=st.floats(-100, 100), z=st.floats(-100, 90))
def test_a_point_is_made_of_the_same_whichever_plane_it_is_asked_on(
    x: float, y: float, z: float
) -> None:
    step = np.arange(-2, 3) * 0.5
    axial = HEAD.fractions(Plane((0, 0, z), L, P, x + step, y + step))[:, 2, 2]
    sagittal = HEAD.fractions(Plane((x, 0, 0), P, H, y + step, z + step))[:, 2, 2]
    coronal = HEAD.fractions(Plane((0, y, 0), H, L, z + step, x + step))[:, 2, 2]
    np.testing.assert_allclose(axial, sagittal, atol=2e-3)
    np.testing.assert_allclose(axial, coronal, atol=2e-3)


def test_a_head_has_brain_inside_skull_inside_scalp() -> None:
    across = HEAD.fractions(Plane((0, 0, 25), L, P, line(0, 100, 401), line(0, 1, 2)))[:, :, 0]
    order = [HEAD.tissues[index] for index in across.argmax(axis=0)]
    solid = [tissue for tissue, share in zip(order, across.max(axis=0), strict=True) if share > 0.6]
    first = {tissue: solid.index(tissue) for tissue in dict.fromkeys(solid)}
    assert (
        first[Tissue.WHITE_MATTER]
        < first[Tissue.CORTICAL_BONE]
        < first[Tissue.FAT]
        < first[Tissue.SKIN]
    )


def test_a_brain_has_the_volume_of_an_adults() -> None:
    litres = np.zeros(len(HEAD.tissues))
    for height in range(-80, 100, 4):
        plane = Plane((0, 0, height), L, P, np.arange(-100, 100, 2.0), np.arange(-120, 120, 2.0))
        litres += HEAD.fractions(plane).sum(axis=(1, 2)) * 16 / 1e6
    volume = dict(zip(HEAD.tissues, litres, strict=True))
    brain = volume[Tissue.GRAY_MATTER] + volume[Tissue.WHITE_MATTER]
    assert 1.2 < brain < 1.7
    assert 0.1 < volume[Tissue.CEREBROSPINAL_FLUID] < 0.6


def test_nothing_lies_outside_the_bounds() -> None:
    (left, right), (front, back), (low, high) = HEAD.bounds_mm
    wide = line(-200, 200, 201)
    beyond = [
        Plane((left - 1, 0, 0), P, H, wide, wide),
        Plane((right + 1, 0, 0), P, H, wide, wide),
        Plane((0, front - 1, 0), L, H, wide, line(-130, 150, 141)),
        Plane((0, back + 1, 0), L, H, wide, line(-130, 150, 141)),
        Plane((0, 0, high + 1), L, P, wide, wide),
    ]
    for plane in beyond:
        assert HEAD.fractions(plane).max() == 0
    assert low < -150


@given(diameter=st.floats(20, 150))
def test_a_sphere_has_its_volume(diameter: float) -> None:
    sphere = SpherePhantom(diameter_mm=diameter)
    points = np.arange(-80, 80, 1.0)
    area = sphere.fractions(Plane((0, 0, 0), L, P, points, points)).sum()
    assert area == pytest.approx(np.pi * diameter**2 / 4, rel=0.01)


def test_an_unknown_phantom_or_lesion_is_answered_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"acr, head, sphere.*'knee'"):
        phantom_named("knee")
    for wrong in ("head+haematoma", "acr+infarct", "head+"):
        with pytest.raises(
            ValueError, match="ms-plaques, infarct, tumour, tumour-enhanced, microbleeds"
        ):
            phantom_named(wrong)
