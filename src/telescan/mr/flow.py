"""How blood flows in large vessels: speed and direction, for plug flow.

Mean speeds at rest by Doppler: 62, 51 and 44 cm/s in the middle, anterior and posterior cerebral
arteries (Aaslid, Markwalder, Nornes, J Neurosurg 1982;57:769); 45 cm/s stands for all of them and
the carotids. Dural sinuses are about a third as fast.
"""

from dataclasses import dataclass

from telescan.mr.geometry import Vector
from telescan.mr.tissue import Tissue


@dataclass(frozen=True)
class Flow:
    """Flow of one kind of blood."""

    speed_mm_s: float
    direction: Vector
    """Unit vector in patient coordinates."""


FLOW: dict[Tissue, Flow] = {
    Tissue.ARTERIAL_BLOOD: Flow(450.0, (0.0, 0.0, 1.0)),
    Tissue.VENOUS_BLOOD: Flow(150.0, (0.0, 0.0, -1.0)),
}
"""Arteries rise to the head, veins come down from it."""
