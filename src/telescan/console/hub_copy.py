"""What the hub's copy of the screen looks like, and what of it is old, lost or lossy. Pure."""

from collections.abc import Iterable

import numpy as np

from telescan.console.framebuffer import Framebuffer, Pixels
from telescan.console.geometry import Rect
from telescan.console.private_parts import on_grid_around
from telescan.console.scroll import Move, find_moves
from telescan.console.settling import STILL_S, Settling
from telescan.console.tiles import (
    CellMap,
    TileMap,
    cells_in,
    changed_cells,
    grid_shape,
    no_cells,
    tiles_of,
    touched_tiles,
)


class HubCopy:
    """Of one screen, from a keyframe on; a new one has nothing."""

    def __init__(self, screen: Framebuffer, still_s: float = STILL_S) -> None:
        self.width, self.height = screen.width, screen.height
        self.settling = Settling(self.width, self.height, still_s)
        self.lost = no_cells(self.width, self.height)
        """What has to be sent whether it changed or not."""
        cells_in(self.lost, Rect(0, 0, self.width, self.height))[...] = True
        self._seen: Pixels = np.zeros_like(screen.pixels)
        self._stale: TileMap = np.zeros(grid_shape(self.width, self.height), np.bool_)

    def fits(self, screen: Framebuffer) -> bool:
        """Tell whether it is a copy of a screen of this size."""
        return self._seen.shape == screen.pixels.shape

    @property
    def behind(self) -> bool:
        """Whether it lacks something that is to be sent at once."""
        return bool(self.lost.any() or self._stale.any())

    def look_at(self, rect: Rect) -> None:
        """Note where the screen changed."""
        self._stale[touched_tiles(rect, self.width, self.height)] = True

    def look_again(self, cells: CellMap) -> None:
        """Note cells that changed and were not taken."""
        self._stale |= tiles_of(cells)

    def differences(self, screen: Framebuffer) -> CellMap:
        """Return the cells that are different now; each is told once."""
        cells = changed_cells(screen.pixels, self._seen, self._stale)
        self._stale[:] = False
        return cells

    def find_moves(self, screen: Framebuffer, changed: CellMap) -> list[Move]:
        """Return what only moved, and take it as moved; ``changed`` is left without it."""
        barred = self.settling.lossy | self.lost
        for mask in screen.masks:
            around = on_grid_around(mask, self.width, self.height)
            if around is not None:
                cells_in(barred, around)[...] = True
        moves = find_moves(screen.pixels, self._seen, changed, barred)
        for move in moves:
            target = move.target
            self._seen[target.rows, target.columns] = screen.pixels[target.rows, target.columns]
            cells_in(changed, target)[...] = False
        return moves

    def take(self, screen: Framebuffer, rect: Rect, *, lossy: bool) -> Pixels:
        """Return the pixels of a rectangle, which will be drawn at the hub."""
        pixels = screen.pixels[rect.rows, rect.columns].copy()
        self._seen[rect.rows, rect.columns] = pixels
        cells_in(self.lost, rect)[...] = False
        self.settling.drew(rect, lossy=lossy)
        return pixels

    def put_back(self, rects: Iterable[Rect]) -> None:
        """Note that these were not drawn."""
        for rect in rects:
            cells_in(self.lost, rect)[...] = True
