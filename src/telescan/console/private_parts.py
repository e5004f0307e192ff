"""Where the screen says who the patient is: sent apart, marked, only while somebody may see it.

The framebuffer blanks these areas and keeps what is below them aside; nothing else of the site
reads that. An area is widened to the grid, and drawn again whenever something public was drawn
over it. Pure.
"""

from collections.abc import Iterable

import numpy as np

from telescan.console.framebuffer import Framebuffer, Pixels
from telescan.console.geometry import Rect
from telescan.console.wire_format import GRID_PX


def on_grid_around(rect: Rect, width: int, height: int) -> Rect | None:
    """Return the rectangle widened to the grid, on a screen of this size; None: it is off it."""
    left, right = rect.x // GRID_PX * GRID_PX, -(-rect.right // GRID_PX) * GRID_PX
    right, bottom = min(right, width), min(rect.bottom, height)
    if right <= left or bottom <= rect.y:
        return None
    return Rect(left, rect.y, right - left, bottom - rect.y)


class PrivateParts:
    """What permitted viewers were sent of the areas."""

    def __init__(self) -> None:
        self._sent: dict[Rect, Pixels] = {}
        self.behind = True
        """Whether there may be something to draw although nothing changed."""

    def forget(self) -> None:
        """Send everything anew: somebody may look who has nothing of it."""
        self._sent.clear()
        self.behind = True

    def drawn_over(self, rects: Iterable[Rect]) -> None:
        """Note public rectangles: what is private below them is covered now, or was lost."""
        for rect in rects:
            for area in [area for area in self._sent if area.overlaps(rect)]:
                del self._sent[area]
                self.behind = True

    def take(self, screen: Framebuffer) -> list[tuple[Rect, Pixels]]:
        """Return what has to be drawn, with the true pixels."""
        taken = []
        self.behind = False
        for area in screen.masks:
            around = on_grid_around(area, screen.width, screen.height)
            if around is None:
                continue
            pixels = screen.true_pixels(around)
            before = self._sent.get(around)
            if before is None or not np.array_equal(before, pixels):
                self._sent[around] = pixels
                taken.append((around, pixels))
        return taken
