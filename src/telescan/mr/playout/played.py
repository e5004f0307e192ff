"""A shot at its place, and what is said where a series has none."""

from collections.abc import Iterable
from dataclasses import dataclass

from telescan.mr.playout.shot import NOTHING, Shot


class NotLaidOutError(ValueError):
    """What the family or the preparation plays is not laid out, and cannot be exported."""


@dataclass(frozen=True)
class PlayedShot:
    """One shot of one slice."""

    shot: Shot
    slice_mm: float
    """Where its slice is, along the slice axis from the isocentre."""


def duration_ms(played: Iterable[PlayedShot]) -> float:
    """Return how long shots take together."""
    return sum(each.shot.duration_ms for each in played)


def idle(lasting_ms: float) -> PlayedShot:
    """Return a time in which nothing is played."""
    return PlayedShot(Shot((), (NOTHING,), 0.0, lasting_ms), 0.0)
