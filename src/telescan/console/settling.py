"""What of the picture is lossy, and when it was still for long enough to be sent exactly. Pure.

A part that moves again before that is waited for anew, so a series of images that is leafed
through stays lossy until it stops.
"""

import numpy as np

from telescan.console.geometry import Rect
from telescan.console.tiles import (
    CellMap,
    TileMap,
    cells_in,
    grid_shape,
    no_cells,
    tiles_of,
    within,
)

STILL_S = 0.13
"""A part unchanged for so long has come to rest: longer than the time between two images of ten a
second, and short enough for a lossless image to arrive within 300 ms at 20 Mbit/s."""

CAMERA_STILL_S = 1.0
"""The same of a camera, of which few pictures a second come."""


class Settling:
    """Of one screen."""

    def __init__(self, width: int, height: int, still_s: float = STILL_S) -> None:
        self._still_s = still_s
        self._lossy = no_cells(width, height)
        self._moved_at_s = np.full(grid_shape(width, height), -np.inf)
        self._any = False

    @property
    def lossy(self) -> CellMap:
        """The cells that are not exact; not to be written to."""
        return self._lossy

    @property
    def settled(self) -> bool:
        """Whether everything is exact."""
        return not self._any

    def moved(self, tiles: TileMap, now_s: float) -> None:
        """Note that these tiles changed."""
        self._moved_at_s[tiles] = now_s

    def still(self, now_s: float) -> TileMap:
        """Return the tiles that have come to rest."""
        return self._moved_at_s <= now_s - self._still_s

    def drew(self, rect: Rect, *, lossy: bool) -> None:
        """Note how a rectangle was drawn."""
        if lossy or self._any:
            cells_in(self._lossy, rect)[...] = lossy
            self._any = lossy or bool(self._lossy.any())

    def any_due(self, now_s: float) -> bool:
        """Tell whether something lossy has come to rest."""
        due_s = self.next_due_s()
        return due_s is not None and due_s <= now_s

    def moving(self, now_s: float) -> CellMap:
        """Return the lossy cells that have not come to rest."""
        return within(self._lossy, ~self.still(now_s)) if self._any else self._lossy

    def due(self, now_s: float) -> CellMap:
        """Return the lossy cells that have come to rest."""
        return within(self._lossy, self.still(now_s)) if self._any else self._lossy

    def next_due_s(self) -> float | None:
        """Return when something lossy will have come to rest; None: nothing is lossy."""
        if not self._any:
            return None
        return float(self._moved_at_s[tiles_of(self._lossy)].min()) + self._still_s
