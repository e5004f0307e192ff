"""Letters at the edges of an image: which side of the patient lies there (PS3.3 C.7.6.1.1.1)."""

from collections.abc import Sequence

_TOWARDS = ("L", "P", "H")
_AWAY = ("R", "A", "F")
_LEAST = 0.2
"""Component below which a direction is not named."""


def letters(direction: Sequence[float]) -> str:
    """Return where a direction points: ``L``, or ``LP`` where it is oblique."""
    parts = sorted(enumerate(direction), key=lambda part: -abs(part[1]))
    return "".join(
        (_TOWARDS if component > 0 else _AWAY)[axis]
        for axis, component in parts
        if abs(component) > _LEAST
    )


def edge_letters(orientation: Sequence[float]) -> tuple[str, str, str, str]:
    """Return the letters left, right, above and below, of Image Orientation (0020,0037)."""
    row, column = orientation[:3], orientation[3:]
    back = tuple(-component for component in row)
    up = tuple(-component for component in column)
    return letters(back), letters(row), letters(up), letters(column)
