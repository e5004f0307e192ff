"""Lesions that can be put into the head's brain, as smooth irregular bodies.

Each body takes the place of some tissues only, so that plaques spare fluid and oedema spares the
cortex. Places are MNI coordinates (R, A, S) in mm.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import Points
from telescan.mr.phantom.nearby import nearby, thinner
from telescan.mr.phantom.vessels import patient_mm
from telescan.mr.tissue import Tissue


class Lesion(StrEnum):
    """What can be wrong with a brain."""

    MS_PLAQUES = "ms-plaques"
    """Ovoid plaques across the ventricles' walls (Dawson's fingers), one each near the cortex, in
    the pons and in the cerebellum."""
    INFARCT = "infarct"
    """Acute, in the territory of the left middle cerebral artery."""
    TUMOUR = "tumour"
    """Right parietal glioblastoma: a rim around necrosis, in oedema."""
    TUMOUR_ENHANCED = "tumour-enhanced"
    """The same after a gadolinium contrast agent, which the rim takes up."""
    MICROBLEEDS = "microbleeds"
    """Deep and lobar, 2 to 5 mm."""


@dataclass(frozen=True)
class Body:
    """An ellipsoid with a bumpy surface."""

    tissue: Tissue
    replaces: frozenset[Tissue]
    centre_mni_mm: tuple[float, float, float]
    radii_mm: tuple[float, float, float]
    irregularity: float = 0.0
    """Height of bumps over the radius."""
    turn_deg: float = 0.0
    """About the head's long axis, from right to anterior."""
    soft_mm: float = 0.0
    """Width over which its border fades."""


_BRAIN = frozenset({Tissue.GRAY_MATTER, Tissue.WHITE_MATTER})
_WHITE = frozenset({Tissue.WHITE_MATTER})
_ALL = _BRAIN | {Tissue.CEREBROSPINAL_FLUID, Tissue.OEDEMA}


def _plaque(
    centre: tuple[float, float, float], long_mm: float, wide_mm: float, turn_deg: float = 0.0
) -> Body:
    radii = (long_mm, wide_mm, wide_mm * 1.15)
    return Body(Tissue.MS_PLAQUE, _BRAIN, centre, radii, 0.12, turn_deg, soft_mm=1.2)


def _bleed(x: float, y: float, z: float, radius_mm: float) -> Body:
    return Body(Tissue.HAEMOSIDERIN, _BRAIN, (x, y, z), (radius_mm, radius_mm, radius_mm * 0.9))


def _tumour(rim: Tissue) -> tuple[Body, ...]:
    necrosis = Body(
        Tissue.NECROSIS,
        frozenset({rim}),
        (33.5, -40.5, 28),
        (10.5, 12.5, 11),
        0.20,
        40,
        soft_mm=1.5,
    )
    return (
        Body(Tissue.OEDEMA, _WHITE, (31, -38, 28), (26, 34, 27), 0.28, 20, soft_mm=6.0),
        Body(rim, _ALL, (33, -40, 28), (15.5, 18, 16), 0.13, 15, soft_mm=1.5),
        necrosis,
    )


BODIES: dict[Lesion, tuple[Body, ...]] = {
    Lesion.MS_PLAQUES: (
        _plaque((25, -8, 26), 8.0, 3.2, -8),
        _plaque((-26, -20, 27), 9.0, 3.6, 6),
        _plaque((-23, 8, 25), 6.5, 2.8, -12),
        _plaque((24, 20, 20), 6.0, 3.0, 30),
        _plaque((28, -36, 24), 8.0, 4.0, -20),
        _plaque((-30, -42, 20), 7.0, 3.4, 25),
        _plaque((-22, -2, 32), 4.5, 2.4),
        _plaque((30, -58, 10), 5.0, 3.2, -35),
        _plaque((-40, -30, 38), 4.0, 3.2, 10),
        _plaque((-5, -28, -36), 3.6, 3.0),
        _plaque((20, -58, -36), 4.6, 3.6, 20),
    ),
    Lesion.INFARCT: (
        Body(Tissue.ACUTE_INFARCT, _BRAIN, (-48, -8, 14), (19, 30, 22), 0.20, 8, soft_mm=2.5),
        Body(Tissue.ACUTE_INFARCT, _BRAIN, (-44, -26, 34), (17, 20, 16), 0.22, -15, soft_mm=2.5),
    ),
    Lesion.TUMOUR: _tumour(Tissue.TUMOUR),
    Lesion.TUMOUR_ENHANCED: _tumour(Tissue.ENHANCING_TUMOUR),
    Lesion.MICROBLEEDS: (
        _bleed(24, 2, 4, 2.0),
        _bleed(-26, -6, 2, 1.6),
        _bleed(12, -18, 8, 1.8),
        _bleed(-14, -20, 10, 2.4),
        _bleed(3, -26, -34, 1.7),
        _bleed(-22, -62, -38, 2.0),
        _bleed(42, -56, 24, 1.8),
        _bleed(-36, 30, 22, 1.5),
        _bleed(46, -20, -16, 2.1),
        _bleed(-28, -74, 12, 1.3),
        _bleed(30, 18, 34, 1.2),
    ),
}
"""The bodies of each lesion, inner ones after those that they lie in."""

_WAVES = np.array(
    [(2.1, 0.7, -1.3), (-0.9, 2.4, 0.8), (0.6, -1.1, 2.6), (3.4, -2.2, 1.5), (-2.7, 3.1, -2.9)]
)
_FINEST_MM = 0.5


def tissues_of(lesions: frozenset[Lesion]) -> tuple[Tissue, ...]:
    """Return the tissues that lesions add, each once."""
    return tuple(dict.fromkeys(body.tissue for body in _bodies(lesions)))


def put_in(
    shares: NDArray[np.float32],
    tissues: tuple[Tissue, ...],
    lesions: frozenset[Lesion],
    points: Points,
) -> None:
    """Put lesions into the shares (tissue, phase, frequency) of a brain."""
    for body in _bodies(lesions):
        near = nearby(points, patient_mm(body.centre_mni_mm), 1.5 * max(body.radii_mm))
        if near is None:
            continue
        inside = _share(near.points, body)
        part = shares[:, near.phase, near.frequency]
        for tissue in body.replaces & set(tissues):
            taken = inside * part[tissues.index(tissue)]
            part[tissues.index(tissue)] -= taken
            part[tissues.index(body.tissue)] += taken


def _bodies(lesions: frozenset[Lesion]) -> Iterator[Body]:
    for lesion in Lesion:
        if lesion in lesions:
            yield from BODIES[lesion]


def _share(points: Points, body: Body) -> NDArray[np.float32]:
    """Return the share of a body, averaged through the thickness."""
    finest = max(_FINEST_MM, points.spacing_mm, min(body.radii_mm) / 8)
    shares = [_in_slab(slab, body) for slab in thinner(points, finest)]
    return np.asarray(sum(shares) / len(shares), dtype=np.float32)


def _in_slab(points: Points, body: Body) -> NDArray[np.float64]:
    x, y, z = (
        points.coordinates_mm(axis) - middle
        for axis, middle in enumerate(patient_mm(body.centre_mni_mm))
    )
    turn = np.deg2rad(body.turn_deg)
    across, along = -x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) - y * np.cos(turn)
    scaled = [v / r for v, r in zip((across, along, z), body.radii_mm, strict=True)]
    far = np.sqrt(sum(v**2 for v in scaled))
    bumps = np.zeros(points.shape)
    if body.irregularity:
        unit = [v / np.maximum(far, 1e-6) for v in scaled]
        for number, wave in enumerate(_WAVES):
            phase = number + 0.37 * body.centre_mni_mm[1] + 0.11 * body.centre_mni_mm[2]
            bumps += np.sin(sum(k * u for k, u in zip(wave, unit, strict=True)) + phase)
    surface = 1 + body.irregularity * bumps / 2
    size = np.sqrt(sum((u * r) ** 2 for u, r in zip(scaled, body.radii_mm, strict=True)))
    radius = size / np.maximum(far, 1e-6)
    distance = (far - surface) * np.where(far > 1e-6, radius, min(body.radii_mm))
    edge = max(points.spacing_mm, points.thickness_mm, body.soft_mm, 0.05)
    share: NDArray[np.float64] = np.clip(0.5 - distance / edge, 0, 1)
    return share
