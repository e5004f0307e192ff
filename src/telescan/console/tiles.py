"""Which parts of the screen changed: a grid of tiles compared, then merged into rectangles.

The grid is ``TILE`` pixels wide; rectangles start on it and end on it or at the screen's edge, so
that the hub's log can tell coverage cell by cell. Tiles that look like text and tiles that look
like images are never merged with each other: each kind has a codec of its own.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from telescan.console.framebuffer import Pixels
from telescan.console.geometry import Rect

TILE = 64
"""Edge of a tile in pixels."""

MAX_RECT_TILES = 6
"""Longest edge of a merged rectangle, in tiles: bounds what one codec call takes and what the hub
has to send again for a late joiner."""

TEXT_SHARE = 0.5
"""From this share of pixels equal to their left neighbour a tile looks like text."""


class Look(IntEnum):
    """What the pixels of a tile look like."""

    TEXT = 1
    """Flat areas and few colours."""
    IMAGE = 2
    """Nearly every pixel differs from its neighbour."""


type TileMap = NDArray[np.bool_]
"""Shape (tile row, tile column)."""


def grid_shape(width: int, height: int) -> tuple[int, int]:
    """Return rows and columns of the tile grid of a screen."""
    return -(-height // TILE), -(-width // TILE)


def _any_per_tile(different: NDArray[np.bool_]) -> TileMap:
    rows, columns = grid_shape(different.shape[1], different.shape[0])
    row_starts = np.arange(rows) * TILE
    column_starts = np.arange(columns) * TILE
    bands = np.logical_or.reduceat(different, row_starts, axis=0)
    tiles: TileMap = np.logical_or.reduceat(bands, column_starts, axis=1)
    return tiles


def touched_tiles(rect: Rect, width: int, height: int) -> tuple[slice, slice]:
    """Return the tile rows and columns that a rectangle of pixels touches."""
    rows, columns = grid_shape(width, height)
    return (
        slice(rect.y // TILE, min(rows, -(-rect.bottom // TILE))),
        slice(rect.x // TILE, min(columns, -(-rect.right // TILE))),
    )


def changed_tiles(now: Pixels, before: Pixels, candidates: TileMap) -> TileMap:
    """Return the candidate tiles whose pixels differ. ``now`` and ``before`` have one shape (y, x).

    Only the bounding box of the candidates is compared.
    """
    changed = np.zeros_like(candidates)
    rows, columns = np.flatnonzero(candidates.any(1)), np.flatnonzero(candidates.any(0))
    if rows.size == 0:
        return changed
    tile_rows = slice(int(rows[0]), int(rows[-1]) + 1)
    tile_columns = slice(int(columns[0]), int(columns[-1]) + 1)
    box = (
        slice(tile_rows.start * TILE, tile_rows.stop * TILE),
        slice(tile_columns.start * TILE, tile_columns.stop * TILE),
    )
    changed[tile_rows, tile_columns] = _any_per_tile(now[box] != before[box])
    return changed & candidates


def look_of(tile: Pixels) -> Look:
    """Tell text from image by how many pixels equal their left neighbour; shape (y, x)."""
    if tile.shape[1] < 2:
        return Look.TEXT
    equal = np.count_nonzero(tile[:, 1:] == tile[:, :-1])
    return Look.TEXT if equal >= TEXT_SHARE * tile.shape[0] * (tile.shape[1] - 1) else Look.IMAGE


def looks(pixels: Pixels, tiles: TileMap) -> NDArray[np.uint8]:
    """Return the look of each marked tile, 0 elsewhere; shape of the tile map."""
    kinds = np.zeros(tiles.shape, np.uint8)
    for row, column in np.argwhere(tiles):
        y, x = row * TILE, column * TILE
        kinds[row, column] = look_of(pixels[y : y + TILE, x : x + TILE])
    return kinds


def _extent(kinds: NDArray[np.uint8], row: int, column: int) -> tuple[int, int]:
    """How many columns and rows of one kind a rectangle that starts here can take."""
    kind = kinds[row, column]
    wide = 1
    while (
        wide < MAX_RECT_TILES
        and column + wide < kinds.shape[1]
        and kinds[row, column + wide] == kind
    ):
        wide += 1
    high = 1
    while (
        high < MAX_RECT_TILES
        and row + high < kinds.shape[0]
        and bool((kinds[row + high, column : column + wide] == kind).all())
    ):
        high += 1
    return wide, high


def merged_rects(kinds: NDArray[np.uint8], width: int, height: int) -> list[tuple[Rect, Look]]:
    """Cover the tiles that are not 0 by disjoint rectangles of one kind each.

    ``kinds`` has the shape of the tile grid of a screen of ``width`` × ``height`` pixels.
    """
    left = kinds.copy()
    merged: list[tuple[Rect, Look]] = []
    for row, column in np.argwhere(kinds):
        if left[row, column] == 0:
            continue
        wide, high = _extent(left, int(row), int(column))
        left[row : row + high, column : column + wide] = 0
        x, y = int(column) * TILE, int(row) * TILE
        rect = Rect(x, y, min(wide * TILE, width - x), min(high * TILE, height - y))
        merged.append((rect, Look(int(kinds[row, column]))))
    return merged
