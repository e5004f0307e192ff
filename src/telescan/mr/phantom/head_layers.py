"""What lies at one point of the head, from its distances to the surfaces of the head's parts.

Layers between dura and skin are taken in order, the first at a point taking what it needs. Inside
the dura a scale from fluid (0) to white matter (1) decides.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from telescan.mr.tissue import Tissue

SURFACES = (
    "skin",
    "dura",
    "cord",
    "skull",
    "muscle",
    "orbital",
    "air",
    "mucosa",
    "marrow",
    "globe",
    "orbit",
)
"""Parts with a surface, in the order of the distances."""
SKIN, DURA, CORD, _SKULL, _MUSCLE, _ORBITAL, _AIR, _MUCOSA, _MARROW, _GLOBE, _ORBIT = range(11)

LAYER_TISSUES = (
    Tissue.GRAY_MATTER,
    Tissue.WHITE_MATTER,
    Tissue.CEREBROSPINAL_FLUID,
    Tissue.FAT,
    Tissue.MUSCLE,
    Tissue.SKIN,
    Tissue.CORTICAL_BONE,
    Tissue.MARROW,
    Tissue.VITREOUS,
)
"""Tissues in the order of the shares."""
_T_GRAY, _T_WHITE, _T_FLUID, _T_FAT, _T_MUSCLE, _T_SKIN, _T_BONE, _T_MARROW, _T_VITREOUS = range(9)

FLUID_TO_GRAY = (np.float32(0.28), np.float32(0.40))
GRAY_TO_WHITE = (np.float32(0.795), np.float32(0.27))
"""Middle and width of where neighbours mix on the brain's scale; gray matter lies between."""
SKIN_MM = np.float32(2.0)
TABLE_MM = np.float32(1.6)
"""Each of the two tables of cortical bone."""
_NONE, _HALF, _ONE = np.float32(0), np.float32(0.5), np.float32(1)
_TWO, _THREE = np.float32(2), np.float32(3)

Numbers = NDArray[np.float32]


@njit(inline="always", fastmath=True)
def within(distance: Any, edge: Any) -> Any:
    """Return the share of a box inside a surface."""
    return min(max(_HALF - distance / edge, _NONE), _ONE)


@njit(cache=True, fastmath=True)
def around_the_brain(distance: Numbers, edge: Numbers, shares: Numbers) -> None:
    """Put the layers between dura and skin into ``shares``, which is 0."""
    inside_dura = within(distance[DURA], edge[DURA])
    left = within(distance[SKIN], edge[SKIN]) - inside_dura
    if left <= _NONE:
        return
    deep = within(distance[SKIN] + SKIN_MM, edge[SKIN])
    shares[_T_SKIN] = left * (_ONE - deep)
    left *= deep
    if left <= _NONE:
        return
    taken = left * within(distance[_GLOBE], edge[_GLOBE])
    shares[_T_VITREOUS] = taken
    left -= taken
    taken = left * within(distance[_ORBITAL], edge[_ORBITAL])
    shares[_T_MUSCLE] = taken
    left -= taken
    taken = left * within(distance[_ORBIT], edge[_ORBIT])
    shares[_T_FAT] = taken
    left -= taken
    left -= left * within(distance[_AIR], edge[_AIR])
    taken = left * within(distance[_MUCOSA], edge[_MUCOSA])
    shares[_T_SKIN] += taken
    left -= taken
    if left <= _NONE:
        return
    diploe = within(distance[_SKULL] + TABLE_MM, edge[_SKULL])
    diploe *= _ONE - within(distance[DURA] - TABLE_MM, edge[DURA])
    shares[_T_MARROW] = left * diploe
    left -= left * diploe
    bone = left * within(distance[_SKULL], edge[_SKULL])
    left -= bone
    taken = left * within(distance[_MARROW], edge[_MARROW])
    shares[_T_MARROW] += taken
    left -= taken
    taken = left * within(distance[_MARROW] - TABLE_MM, edge[_MARROW])
    shares[_T_BONE] = bone + taken
    left -= taken
    taken = left * within(distance[_MUSCLE], edge[_MUSCLE])
    shares[_T_MUSCLE] += taken
    shares[_T_FAT] += left - taken


@njit(inline="always", fastmath=True)
def _ramp(scale: Any, middle: Any, width: Any, across: Any) -> Any:
    """Return a smooth rise from 0 to 1, wider where the scale changes within a point's box."""
    wide = np.sqrt(width * width + across * across)
    share = min(max((scale - middle) / wide + _HALF, _NONE), _ONE)
    return share * share * (_THREE - _TWO * share)


@njit(cache=True, fastmath=True)
def within_the_dura(cranial: Any, cord: Any, scale: Any, across: Any, shares: Numbers) -> None:
    """Put brain, cord and fluid into ``shares``, given the shares inside the dura and in the cord.

    ``across`` is how much the scale changes through the thickness that the point stands for.
    """
    fluid = _ONE - _ramp(scale, FLUID_TO_GRAY[0], FLUID_TO_GRAY[1], across)
    white = min(_ramp(scale, GRAY_TO_WHITE[0], GRAY_TO_WHITE[1], across), _ONE - fluid)
    fluid *= _ONE - cord
    white = white * (_ONE - cord) + cord
    shares[_T_FLUID] = cranial * fluid
    shares[_T_WHITE] = cranial * white
    shares[_T_GRAY] = cranial * (_ONE - fluid - white)
