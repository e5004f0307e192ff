"""Which parts of the screen go into the next update, in which order and how exactly. Pure.

First what only moved, then text, the smallest first, then images that move, then those that have
come to rest and are shown lossy. What the link has no room for stays where it is: it is looked at
again with the next update, and goes as it looks then.
"""

import math
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from telescan.console.encoding import Piece
from telescan.console.framebuffer import Framebuffer
from telescan.console.gathering import gathered
from telescan.console.geometry import Rect
from telescan.console.hub_copy import HubCopy
from telescan.console.scroll import Move
from telescan.console.tiles import (
    TILE,
    CellMap,
    Look,
    TileMap,
    cells_in,
    grid_shape,
    looks,
    tight_rects,
    tiles_of,
    touched_tiles,
    with_edges,
    within,
)
from telescan.console.wire_format import GRID_PX

_TEXT_TILES = 8
_MOST_IMAGE_TILES = 10
_LEAST_IMAGE_TILES = 2
_LEARN_FROM_PX = 4096


class Images(Enum):
    """Whether images go into an update."""

    GO = auto()
    WAIT_FOR_TEXT = auto()
    """Only where there is no text."""
    WAIT = auto()


@dataclass(frozen=True, slots=True)
class Kind:
    """What is encoded alike."""

    look: Look
    lossy: bool = False


TEXT, EXACT, LOSSY = Kind(Look.TEXT), Kind(Look.IMAGE), Kind(Look.IMAGE, lossy=True)


class Sizes:
    """How many bytes pixels take, learnt from what was encoded."""

    def __init__(self) -> None:
        self._pixels_per_byte = {TEXT: 20.0, EXACT: 1.5, LOSSY: 8.0}

    def learn(self, kind: Kind, pixels: int, size: int) -> None:
        """Learn from one piece."""
        if pixels >= _LEARN_FROM_PX and size:
            known = self._pixels_per_byte[kind]
            self._pixels_per_byte[kind] = known + (pixels / size - known) / 4

    def pixels_in(self, kind: Kind, size: float) -> float:
        """Return about how many pixels fit into so many bytes."""
        return self._pixels_per_byte[kind] * size

    def bytes_of(self, kind: Kind, pixels: int) -> float:
        """Return about how many bytes so many pixels take."""
        return pixels / self._pixels_per_byte[kind]


@dataclass(slots=True)
class Budget:
    """What one update may take."""

    sizes: Sizes
    free_bytes: float
    """For images that move."""
    rest_bytes: float
    """For images that have come to rest."""
    text_bytes: float
    """For text, which somebody waits for."""
    piece_bytes: int
    """How large one image may be, lest what comes next waits too long behind it."""
    lossy_from_s: float
    """An image that takes the link longer goes lossy while it moves."""
    seconds_per_byte: float | None
    """Of the link; None: not known, or nothing may be lossy."""

    def takes(self, kind: Kind, rect: Rect, *, rests: bool) -> bool:
        """Take a rectangle into the update if there is room for any more."""
        free_bytes = self.rest_bytes if rests else self.free_bytes
        if (self.text_bytes if kind is TEXT else free_bytes) <= 0:
            return False
        size = self.sizes.bytes_of(kind, rect.area)
        self.free_bytes -= size
        self.rest_bytes -= size
        self.text_bytes -= size
        return True

    def tiles(self, kind: Kind) -> int:
        """Return how many tiles long one rectangle may be."""
        if kind is TEXT:
            return _TEXT_TILES
        tiles = int(math.sqrt(self.sizes.pixels_in(kind, self.piece_bytes)) / TILE)
        return min(max(_LEAST_IMAGE_TILES, tiles), _MOST_IMAGE_TILES)

    def kind_of_motion(self, pixels: int) -> Kind:
        """Return how images that move are sent, so many pixels of them."""
        if self.seconds_per_byte is None:
            return EXACT
        takes_s = self.sizes.bytes_of(EXACT, pixels) * self.seconds_per_byte
        return LOSSY if takes_s > self.lossy_from_s else EXACT


class Chooser:
    """One choice."""

    def __init__(
        self, copy: HubCopy, screen: Framebuffer, budget: Budget, *, moving: bool = False
    ) -> None:
        self._copy = copy
        self._moving = moving
        self._screen = screen
        self._budget = budget
        self._pieces: list[Piece] = []
        self._kinds = np.zeros(grid_shape(copy.width, copy.height), np.uint8)

    def choose(self, now_s: float, which: Images) -> tuple[list[Move], list[Piece]]:
        """Return what goes into the update; the copy knows of it from now on."""
        copy, settling = self._copy, self._copy.settling
        changed = copy.differences(self._screen)
        moves = copy.find_moves(self._screen, changed)
        wanted = changed | copy.lost
        tiles = tiles_of(wanted)
        if not (tiles.any() or settling.any_due(now_s)):
            return moves, []
        pixels = self._screen.pixels
        self._kinds = with_edges(looks(pixels, tiles), pixels, wanted)
        images = self._kinds == Look.IMAGE
        moves_now = tiles if self._moving else tiles_of(changed)
        moving = images & (moves_now | ~settling.still(now_s))
        taken = self._take(TEXT, within(wanted, self._kinds == Look.TEXT))
        if which is Images.WAIT or (which is Images.WAIT_FOR_TEXT and (moves or self._pieces)):
            copy.look_again(changed & ~taken)
            return moves, self._pieces
        taken |= self._take_motion(within(wanted, moving), moving, now_s)
        resting = within(wanted, images & ~moving)
        taken |= self._take(EXACT, resting | (settling.due(now_s) & ~wanted), rests=True)
        copy.look_again(changed & ~taken)
        return moves, self._pieces

    def _take_motion(self, cells: CellMap, moving: TileMap, now_s: float) -> CellMap:
        # What was sent lossy of the same motion counts as well, lest its rest goes exactly.
        still_lossy = self._copy.settling.moving(now_s)
        pixels = int((cells | still_lossy).sum()) * GRID_PX
        kind = self._budget.kind_of_motion(pixels)
        taken = self._take(kind, cells)
        self._copy.settling.moved(tiles_of(taken) & moving, now_s)
        return taken

    def _take(self, kind: Kind, cells: CellMap, *, rests: bool = False) -> CellMap:
        """Take what there is room for, the smallest first; return its cells."""
        taken = np.zeros_like(cells)
        if not cells.any():
            return taken
        width, height = self._copy.width, self._copy.height
        rects = tight_rects(cells, width, height, self._budget.tiles(kind))
        if kind is TEXT:
            rects = gathered(rects, self._is_text)
        for rect in sorted(rects, key=lambda rect: rect.area):
            if not self._budget.takes(kind, rect, rests=rests):
                break
            pixels = self._copy.take(self._screen, rect, lossy=kind.lossy)
            self._pieces.append(Piece(rect, kind.look, pixels, kind.lossy))
            cells_in(taken, rect)[...] = True
        return taken

    def _is_text(self, rect: Rect) -> bool:
        """Tell whether a rectangle touches no image, changed or not."""
        touched = touched_tiles(rect, self._copy.width, self._copy.height)
        kinds = self._kinds[touched]
        if (kinds == 0).any():
            unknown = np.zeros(self._kinds.shape, np.bool_)
            unknown[touched] = kinds == 0
            kinds += looks(self._screen.pixels, unknown)[touched]
        return not (kinds == Look.IMAGE).any()
