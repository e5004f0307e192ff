"""How the head loads a coil: what each channel loses in it, which is where noise comes from.

Two channels that heat the same tissue pick up the same noise (Roemer et al., MRM 1990;16:192).
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from telescan.mr.coil_loops import WIRE_MM, loops_mm, mixing

_HEAD_HALF_AXES_MM = (75.0, 95.0, 105.0)
_POINT_MM = 12.0


@lru_cache(maxsize=8)
def resistance(channels: int) -> NDArray[np.complex128]:
    """Return the channels' mutual resistance over the head, up to a constant, (coil, coil)."""
    points_mm = head_points_mm()
    fields = _electric_fields(channels, points_mm)
    fields -= _of_charges(fields, points_mm)
    flat = fields.reshape(channels, -1)
    lost: NDArray[np.complex128] = (flat.conj() @ flat.T).T
    return lost


def head_points_mm() -> NDArray[np.float64]:
    """Return points all over an ellipsoid of the size of a head, (point, 3)."""
    axes = [np.linspace(-half, half, round(half / _POINT_MM) * 2) for half in _HEAD_HALF_AXES_MM]
    points: NDArray[np.float64] = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    inside = ((points / np.array(_HEAD_HALF_AXES_MM)) ** 2).sum(axis=-1) <= 1
    within: NDArray[np.float64] = points[inside]
    return within


def _electric_fields(channels: int, points_mm: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return the electric field that each channel induces, up to a constant, (coil, point, 3).

    It is the vector potential of the loops' currents; what charges add is not in it.
    """
    induced = []
    for corners in loops_mm(channels):
        ends = np.roll(corners, -1, axis=0)
        away = np.linalg.norm(points_mm[:, None] - (ends + corners) / 2, axis=-1)
        induced.append((1 / np.maximum(away, WIRE_MM)) @ (ends - corners))
    return np.tensordot(mixing(channels), np.array(induced), axes=1)


def _of_charges(
    fields: NDArray[np.complex128], points_mm: NDArray[np.float64]
) -> NDArray[np.complex128]:
    """Return the field of the charges that gather on the head, (coil, point, 3).

    It has no curl, and they gather so that the least power is lost: of gradients of harmonic
    potentials, here up to second order, it is the nearest to the induced field.
    """
    x, y, z = points_mm.T / max(_HEAD_HALF_AXES_MM)
    none, one = np.zeros_like(x), np.ones_like(x)
    gradients = np.array(
        [
            (one, none, none), (none, one, none), (none, none, one),
            (y, x, none), (none, z, y), (z, none, x),
            (x, -y, none), (-x, -y, 2 * z),
        ]
    )  # fmt: skip
    basis = gradients.transpose(2, 1, 0).reshape(-1, len(gradients))
    flat = fields.reshape(len(fields), -1)
    strengths = np.linalg.lstsq(basis, flat.T, rcond=None)[0]
    of_charges: NDArray[np.complex128] = (basis @ strengths).T.reshape(fields.shape)
    return of_charges
