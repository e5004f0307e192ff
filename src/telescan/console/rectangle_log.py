"""What a viewer that knows generation g still needs: the newest opaque rectangles, in order.

The screen is a grid of cells; a rectangle starts on the grid and ends on it or at the screen's
edge, so it covers its cells wholly. A cell belongs to the newest rectangle over it; a rectangle
without a cell of its own is dead and forgotten. So the log never holds more rectangles than cells,
and drawing the living ones in order gives the same picture as drawing all (the law of its test).
"""

import numpy as np
from numpy.typing import NDArray

from telescan.console.wire_format import EncodedRect, Flag, Update

CELL = 16
"""Edge of a cell in pixels."""


class LogError(Exception):
    """An update that this log cannot take."""


class RectangleLog:
    """The living rectangles of one screen. Pure: payloads are opaque to it."""

    def __init__(self) -> None:
        self.generation = 0
        self.width = 0
        self.height = 0
        self.exact = False
        self._next = 1
        self._owner: NDArray[np.int64] = np.zeros((0, 0), np.int64)
        self._cells: dict[int, int] = {}
        self._rects: dict[int, tuple[int, EncodedRect]] = {}
        self._keyframe_generation = 0

    def add(self, update: Update) -> None:
        """Take an update.

        Raises:
            LogError: a rectangle off the grid, another size without a keyframe, or an old
                generation. The log is unchanged.

        """
        self._check(update)
        if Flag.KEYFRAME in update.flags:
            self._start_over(update)
        self.generation = update.generation
        self.exact = Flag.EXACT in update.flags
        for encoded in update.rects:
            self._add_rect(update.generation, encoded)

    def newer_than(self, generation: int) -> Update:
        """Return what a viewer that drew ``generation`` needs to see the present screen.

        0, or a generation before the last keyframe, gives the whole screen as a keyframe.
        """
        whole = generation < self._keyframe_generation
        rects = tuple(encoded for of, encoded in self._rects.values() if whole or of > generation)
        flags = Flag.KEYFRAME if whole else Flag.NONE
        if self.exact:
            flags |= Flag.EXACT
        return Update(self.generation, self.width, self.height, flags, rects)

    @property
    def living(self) -> int:
        """How many rectangles it holds."""
        return len(self._rects)

    def _check(self, update: Update) -> None:
        size = (self.width, self.height)
        if Flag.KEYFRAME not in update.flags and (update.width, update.height) != size:
            raise LogError(
                f"update of {update.width}×{update.height} on a screen of {size[0]}×{size[1]}; "
                "a keyframe is needed"
            )
        if Flag.KEYFRAME not in update.flags and update.generation <= self.generation:
            raise LogError(f"generation {update.generation} after {self.generation}; reconnect")
        for encoded in update.rects:
            r = encoded.rect
            on_grid = (
                r.fits(update.width, update.height)
                and r.x % CELL == 0
                and r.y % CELL == 0
                and (r.width % CELL == 0 or r.right == update.width)
                and (r.height % CELL == 0 or r.bottom == update.height)
            )
            if not on_grid:
                raise LogError(f"{r} does not lie on the grid of {CELL} pixels")

    def _start_over(self, update: Update) -> None:
        self.width, self.height = update.width, update.height
        self._keyframe_generation = update.generation
        self._owner = np.zeros((-(-self.height // CELL), -(-self.width // CELL)), np.int64)
        self._cells.clear()
        self._rects.clear()

    def _add_rect(self, generation: int, encoded: EncodedRect) -> None:
        r = encoded.rect
        here = self._owner[r.y // CELL : -(-r.bottom // CELL), r.x // CELL : -(-r.right // CELL)]
        owners, counts = np.unique(here, return_counts=True)
        for owner, count in zip(owners.tolist(), counts.tolist(), strict=True):
            if owner:
                self._lose_cells(owner, count)
        here[...] = self._next
        self._cells[self._next] = here.size
        self._rects[self._next] = (generation, encoded)
        self._next += 1

    def _lose_cells(self, owner: int, count: int) -> None:
        self._cells[owner] -= count
        if self._cells[owner] == 0:
            del self._cells[owner], self._rects[owner]
