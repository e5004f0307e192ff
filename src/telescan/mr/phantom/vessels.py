"""The head's large vessels as smooth chains of tapered tubes.

Places are MNI coordinates (R, A, S) in mm of the middle of the lumen, after the common atlas
course; calibres after Gutierrez et al. and Krabbe-Hartkamp et al., Radiology 1998;207:103: internal
carotid 4 to 5 mm, basilar 3 to 4, middle cerebral 2.5 to 3, anterior and posterior cerebral 2 to 3.
The left vertebral artery and the right transverse sinus are the wider ones, as in most people.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from telescan.mr.geometry import Points, Vector
from telescan.mr.phantom.nearby import across_range_mm, nearby, thinner

ISOCENTRE_MNI_MM = (0.0, -18.0, 8.0)
"""Where the scanner's isocentre lies in the brain."""
_FINEST_MM = 0.6
_SHARPEST_MM = 0.05
_PIECE_MM = 5.0
"""Courses are followed in straight pieces no longer than this."""

Course = tuple[tuple[float, float, float, float], ...]
"""Points (R, A, S) and radius there, mm."""
Polyline = NDArray[np.float64]
"""The same as an array (point, 4)."""


class Tubes(NamedTuple):
    """Short straight pieces of vessels, in patient coordinates."""

    starts_mm: NDArray[np.float32]
    """(tube, 3)"""
    ends_mm: NDArray[np.float32]
    """(tube, 3)"""
    radii_mm: NDArray[np.float32]
    """(tube, 2) at start and end."""


_BOTH_SIDES_ARTERIES: tuple[Course, ...] = (
    # Common and internal carotid, siphon, to where it divides.
    (
        (26, -6, -176, 3.4),
        (26, -4, -110, 3.0),
        (22, -8, -54, 2.5),
        (13, -4, -42, 2.3),
        (14, 5, -34, 2.2),
        (13, 3, -24, 2.1),
    ),
    # External carotid.
    ((27, -3, -106, 2.2), (34, 8, -84, 1.9), (50, -6, -60, 1.5), (70, -10, -30, 1.0)),
    # Middle cerebral: trunk, then upper and lower division over the insula.
    ((13, 3, -24, 1.5), (26, 4, -22, 1.5), (38, 2, -20, 1.4)),
    ((38, 2, -20, 1.3), (42, 10, -6, 1.2), (40, 6, 10, 1.0), (52, 4, 22, 0.8), (58, -8, 36, 0.6)),
    (
        (38, 2, -20, 1.3),
        (42, -12, -6, 1.2),
        (42, -28, 8, 1.0),
        (54, -42, 14, 0.8),
        (58, -54, 24, 0.6),
    ),
    # Anterior cerebral, around the corpus callosum.
    ((13, 3, -24, 1.2), (7, 8, -22, 1.2), (2, 12, -18, 1.2)),
    ((2, 12, -18, 1.2), (2, 32, -6, 1.1), (2, 42, 10, 1.0), (2, 30, 30, 0.9), (2, 4, 38, 0.8)),
    ((2, 42, 10, 0.8), (3, 54, 22, 0.7), (3, 44, 46, 0.6)),
    # Posterior cerebral, around the midbrain to the calcarine fissure.
    (
        (0, -16, -28, 1.4),
        (10, -18, -22, 1.3),
        (20, -28, -16, 1.2),
        (20, -44, -6, 1.0),
        (12, -76, 2, 0.7),
    ),
    # Posterior communicating.
    ((12, 0, -26, 0.7), (10, -18, -22, 0.7)),
    # Superior cerebellar.
    ((0, -17, -32, 0.8), (14, -26, -30, 0.8), (24, -40, -26, 0.7)),
    # Superficial temporal.
    ((70, -10, -30, 1.0), (74, -14, 0, 0.9), (72, -4, 30, 0.8)),
)
_OTHER_ARTERIES: tuple[Course, ...] = (
    # Basilar.
    ((0, -22, -56, 1.8), (-1, -18, -42, 1.7), (0, -16, -28, 1.6)),
    # Anterior communicating.
    ((2, 12, -18, 0.8), (-2, 12, -18, 0.8)),
    # Vertebral, the left one wider.
    ((0, -22, -56, 1.6), (-9, -30, -72, 1.9), (-20, -40, -82, 2.0), (-21, -34, -176, 2.0)),
    ((0, -22, -56, 1.2), (9, -30, -72, 1.4), (20, -40, -82, 1.4), (21, -34, -176, 1.4)),
)
_BOTH_SIDES_VEINS: tuple[Course, ...] = (
    # Internal cerebral vein.
    ((2, -8, 14, 0.8), (2, -26, 14, 1.0), (1, -40, 10, 1.3)),
    # Basal vein.
    ((12, -16, -14, 0.8), (14, -30, -4, 1.0), (1, -42, 8, 1.2)),
)
_OTHER_VEINS: tuple[Course, ...] = (
    # Great vein and straight sinus, to the confluence.
    ((0, -40, 10, 1.8), (0, -50, 3, 2.2), (0, -92, -14, 2.6)),
    # Transverse and sigmoid sinus and jugular vein, the right ones wider.
    (
        (0, -96, -14, 3.4),
        (34, -88, -22, 4.0),
        (55, -56, -30, 4.2),
        (46, -40, -56, 4.6),
        (34, -16, -64, 5.2),
        (34, -10, -120, 6.0),
        (32, -8, -176, 6.0),
    ),
    (
        (0, -96, -14, 2.6),
        (-34, -88, -22, 2.8),
        (-55, -56, -30, 3.2),
        (-46, -40, -56, 3.6),
        (-34, -16, -64, 4.0),
        (-34, -10, -120, 4.8),
        (-32, -8, -176, 4.8),
    ),
)


def patient_mm(mni_mm: tuple[float, float, float]) -> Vector:
    """Return the patient coordinate (L, P, H) of a place in the brain (R, A, S)."""
    right, anterior, superior = np.subtract(mni_mm, ISOCENTRE_MNI_MM).tolist()
    return -right, -anterior, superior


def arteries() -> Tubes:
    """Return the arteries."""
    courses = _both_sides(_BOTH_SIDES_ARTERIES, _OTHER_ARTERIES)
    return _tubes([_winding(course) for course in courses])


def veins(sagittal_sinus: Course) -> Tubes:
    """Return veins and sinuses; where the sagittal one runs depends on the skull."""
    return _tubes(_both_sides(_BOTH_SIDES_VEINS, (*_OTHER_VEINS, sagittal_sinus)))


def blood(points: Points, tubes: Tubes) -> NDArray[np.float32] | None:
    """Return the share of tubes in each point's box, (phase, frequency); None is nowhere."""
    slabs = list(thinner(points, max(_FINEST_MM, points.spacing_mm)))
    filled = [share for share in (_in_slab(slab, tubes) for slab in slabs) if share is not None]
    if not filled:
        return None
    return np.asarray(sum(filled) / np.float32(len(slabs)), dtype=np.float32)


def _in_slab(points: Points, tubes: Tubes) -> NDArray[np.float32] | None:
    total = None
    spacing = max(points.spacing_mm, points.thickness_mm, _SHARPEST_MM)
    for index in _crossing(points, tubes):
        start, end, radii = (of_tubes[index] for of_tubes in tubes)
        x, y, z = ((start + end) / 2).tolist()
        reach = float(np.linalg.norm(end - start)) / 2 + float(radii.max())
        near = nearby(points, (x, y, z), reach)
        if near is None:
            continue
        if total is None:
            total = np.zeros(points.shape, dtype=np.float32)
        part = total[near.phase, near.frequency]
        coordinates = tuple(
            np.broadcast_to(near.points.coordinates_mm(axis), part.shape) for axis in range(3)
        )
        _put_in(coordinates, start, end - start, (radii[0], radii[1], np.float32(spacing)), part)
    return total


def _crossing(points: Points, tubes: Tubes) -> list[int]:
    """Return the tubes that may come into the boxes of the points."""
    lowest, highest = across_range_mm(points)
    normal = np.array(points.normal)
    ends = np.stack([tubes.starts_mm @ normal, tubes.ends_mm @ normal])
    reach = tubes.radii_mm.max(axis=1) + points.thickness_mm / 2 + points.spacing_mm
    crossing = (ends.min(axis=0) <= highest + reach) & (ends.max(axis=0) >= lowest - reach)
    return [int(index) for index in np.flatnonzero(crossing)]


@njit(cache=True, fastmath=True, nogil=True)
def _put_in(points_mm: Any, start: Any, along: Any, size: tuple[Any, Any, Any], total: Any) -> None:
    """Raise ``total`` to the share of a tube; ``size`` is its radii and the length of the boxes."""
    length_squared = along[0] ** 2 + along[1] ** 2 + along[2] ** 2
    start_radius, end_radius, edge = size
    rows, columns = total.shape
    for row in range(rows):
        for column in range(columns):
            x = points_mm[0][row, column] - start[0]
            y = points_mm[1][row, column] - start[1]
            z = points_mm[2][row, column] - start[2]
            place = (x * along[0] + y * along[1] + z * along[2]) / length_squared
            place = min(max(place, 0.0), 1.0)
            x -= place * along[0]
            y -= place * along[1]
            z -= place * along[2]
            radius = start_radius + place * (end_radius - start_radius)
            # A box's rim is straight only nearly: the radius that keeps the tube's volume.
            straight = np.sqrt(max(radius * radius - edge * edge / 12, 0.0))
            inside = 0.5 + (straight - np.sqrt(x * x + y * y + z * z)) / edge
            total[row, column] = max(total[row, column], min(max(inside, 0.0), 1.0))


def _both_sides(paired: tuple[Course, ...], others: tuple[Course, ...]) -> list[Polyline]:
    """Return smooth courses, the paired ones on either side."""
    mirrored = tuple(tuple((-x, y, z, r) for x, y, z, r in course) for course in paired)
    return [_smooth(course) for course in (*paired, *mirrored, *others)]


def _winding(course: Polyline) -> Polyline:
    """Bend a course a little, by its place alone, so that the two sides are not alike."""
    x, y, z, radius = course.T
    return np.stack(
        [
            x + 1.2 * np.sin(0.11 * x + 0.13 * y + 0.10 * z),
            y + 1.5 * np.sin(0.10 * x + 0.12 * z),
            z + 1.2 * np.sin(0.09 * x - 0.14 * y),
            radius * (1 + 0.08 * np.tanh(-x / 5)),
        ],
        axis=-1,
    )


def _tubes(courses: list[Polyline]) -> Tubes:
    starts, ends = (
        np.concatenate([course[which] for course in courses])
        for which in (slice(None, -1), slice(1, None))
    )
    places = [
        ((rows[:, :3] - ISOCENTRE_MNI_MM) * (-1, -1, 1)).astype(np.float32)
        for rows in (starts, ends)
    ]
    radii = np.stack([starts[:, 3], ends[:, 3]], axis=-1).astype(np.float32)
    return Tubes(places[0], places[1], radii)


def _smooth(course: Course) -> Polyline:
    """Return a course (point, (R, A, S, radius)) in short pieces along a Catmull-Rom spline."""
    known = np.array(course, dtype=np.float64)
    before, after = 2 * known[0] - known[1], 2 * known[-1] - known[-2]
    known = np.vstack([before, known, after])
    pieces = []
    for a, b, c, d in zip(known[:-3], known[1:-2], known[2:-1], known[3:], strict=True):
        count = math.ceil(float(np.linalg.norm((c - b)[:3])) / _PIECE_MM)
        t = (np.arange(count) / count)[:, None]
        pieces.append(
            b
            + t * (c - a) / 2
            + t**2 * (2 * a - 5 * b + 4 * c - d) / 2
            + t**3 * (3 * b - a - 3 * c + d) / 2
        )
    return np.vstack([*pieces, known[-2]])
