"""What lies in the head beside its layers: vessels and lesions."""

import numpy as np
import pytest

from telescan.mr.geometry import Plane
from telescan.mr.phantom import Lesion, phantom_named
from telescan.mr.phantom.lesion import BODIES
from telescan.mr.phantom.vessels import patient_mm
from telescan.mr.tissue import Tissue

L, P = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)
HEAD = phantom_named("head")
X = Y = np.arange(-90, 91, 1.0)


def axial(name: str, height_mm: float, thickness_mm: float = 1.0) -> dict[Tissue, np.ndarray]:
    """Return the share of each tissue on an axial plane, (x, y)."""
    phantom = phantom_named(name)
    plane = Plane((0, 0, height_mm), L, P, X, Y, thickness_mm)
    return dict(zip(phantom.tissues, phantom.fractions(plane), strict=True))


def millilitres(name: str) -> dict[Tissue, float]:
    """Return the volume of each tissue between -80 and 90 mm."""
    phantom = phantom_named(name)
    across = np.arange(-90, 91, 2.0)
    total = np.zeros(len(phantom.tissues))
    for height in np.arange(-80, 90, 4.0):
        total += phantom.fractions(Plane((0, 0, height), L, P, across, across, 4.0)).sum(
            axis=(1, 2)
        )
    return dict(zip(phantom.tissues, (total * 0.016).tolist(), strict=True))


def test_lesions_are_named_in_one_order() -> None:
    assert phantom_named("head+infarct+ms-plaques").name == "head+ms-plaques+infarct"
    assert phantom_named("head+infarct") is phantom_named("head+infarct")


@pytest.mark.parametrize("lesion", Lesion)
def test_a_lesion_changes_the_brain_where_it_is_meant_to_be_and_nowhere_else(
    lesion: Lesion,
) -> None:
    phantom = phantom_named(f"head+{lesion}")
    for height in (-40.0, -20.0, 0.0, 12.0, 20.0, 30.0, 60.0):
        healthy, ill = axial("head", height), axial(f"head+{lesion}", height)
        changed = sum(abs(ill[t] - healthy.get(t, 0.0)) for t in phantom.tissues) > 1e-3
        near = np.zeros(changed.shape, dtype=bool)
        for body in BODIES[lesion]:
            x, y, z = patient_mm(body.centre_mni_mm)
            reach = 1.5 * max(body.radii_mm) + 2
            squared = (X[:, None] - x) ** 2 + (Y[None, :] - y) ** 2 + (height - z) ** 2
            near |= squared < reach**2
        assert not (changed & ~near).any()
        outside = healthy[Tissue.FAT] + healthy[Tissue.CORTICAL_BONE] + healthy[Tissue.MUSCLE]
        assert not (changed & (outside > 0.99)).any()


@pytest.mark.parametrize(
    ("lesion", "tissue", "least_ml", "most_ml"),
    [
        (Lesion.MS_PLAQUES, Tissue.MS_PLAQUE, 1.0, 6.0),
        (Lesion.INFARCT, Tissue.ACUTE_INFARCT, 30.0, 110.0),
        (Lesion.TUMOUR, Tissue.TUMOUR, 8.0, 20.0),
        (Lesion.TUMOUR_ENHANCED, Tissue.ENHANCING_TUMOUR, 8.0, 20.0),
        (Lesion.TUMOUR, Tissue.NECROSIS, 3.0, 10.0),
        (Lesion.TUMOUR, Tissue.OEDEMA, 20.0, 80.0),
        (Lesion.MICROBLEEDS, Tissue.HAEMOSIDERIN, 0.1, 0.5),
    ],
)
def test_lesions_have_the_volume_that_they_have_in_patients(
    lesion: Lesion, tissue: Tissue, least_ml: float, most_ml: float
) -> None:
    assert least_ml < millilitres(f"head+{lesion}")[tissue] < most_ml


def test_the_infarct_lies_on_the_left_and_the_tumour_on_the_right() -> None:
    left_of = {
        tissue: float((axial(name, 10)[tissue] * X[:, None]).sum())
        for name, tissue in (
            ("head+infarct", Tissue.ACUTE_INFARCT),
            ("head+tumour", Tissue.TUMOUR),
        )
    }
    assert left_of[Tissue.ACUTE_INFARCT] > 0 > left_of[Tissue.TUMOUR]


def test_necrosis_lies_within_the_rim_and_oedema_around_it() -> None:
    seen = axial("head+tumour-enhanced", 20)
    x, y, _ = patient_mm((33, -40, 28))
    row = np.argmin(abs(X - x))
    column = np.argmin(abs(Y - y))
    assert seen[Tissue.NECROSIS][row, column] == pytest.approx(1)
    outwards = seen[Tissue.ENHANCING_TUMOUR][row, column:]
    assert outwards[0] == 0
    assert outwards.max() > 0.99
    assert seen[Tissue.OEDEMA][row, column + int(outwards.nonzero()[0][-1]) :].max() > 0.5


@pytest.mark.parametrize(
    ("tissue", "place_mni_mm"),
    [
        (Tissue.ARTERIAL_BLOOD, (0, -18, -38)),
        (Tissue.ARTERIAL_BLOOD, (26, 4, -22)),
        (Tissue.ARTERIAL_BLOOD, (-26, 4, -22)),
        (Tissue.VENOUS_BLOOD, (0, -92, -14)),
        (Tissue.VENOUS_BLOOD, (34, -88, -22)),
    ],
)
def test_large_vessels_hold_their_blood(
    tissue: Tissue, place_mni_mm: tuple[float, float, float]
) -> None:
    x, y, z = patient_mm(place_mni_mm)
    near = np.arange(-3, 3.1, 0.25)
    plane = Plane((0, 0, z), L, P, x + near, y + near)
    share = HEAD.fractions(plane)[HEAD.tissues.index(tissue)]
    assert share.max() > 0.95


def test_the_sagittal_sinus_runs_along_the_vault_on_the_midline() -> None:
    for height in (30.0, 55.0):
        venous = axial("head", height)[Tissue.VENOUS_BLOOD]
        x, _ = np.nonzero(venous > 0.5)
        assert x.size > 0
        assert abs(X[x]).max() <= 4


def test_small_vessels_keep_their_volume_in_thick_slices() -> None:
    thin = sum(
        axial("head", height, 1.0)[Tissue.ARTERIAL_BLOOD].sum() for height in np.arange(-44, -24)
    )
    thick = 20 * axial("head", -34.5, 20.0)[Tissue.ARTERIAL_BLOOD].sum()
    assert thick == pytest.approx(thin, rel=0.03)
