"""Which parts of the screen changed: tiles of cells compared, cropped and merged into rectangles.

A cell has ``GRID_PX`` columns and one row, a tile is ``TILE`` pixels wide and high. Changes are
found cell by cell; each tile that changed is cropped to what changed in it, and neighbours of one
kind are merged where little is drawn in vain by that. Text and images are never merged with each
other: each has codecs of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from telescan.console.framebuffer import Pixels
from telescan.console.geometry import Rect
from telescan.console.wire_format import GRID_PX

TILE = 64
"""Edge of a tile in pixels."""

TILE_CELLS = TILE // GRID_PX
"""Cells in a row of a tile."""

TEXT_SHARE = 0.5
"""From this share of pixels equal to their left neighbour a tile looks like text."""

_NOISE_SHARE = 0.25
"""Below this share of equal neighbours nothing is text, not even cropped to its glyphs."""

_IN_VAIN_PX = 512
"""A rectangle of its own costs about as much as so many more pixels of text."""
_IN_VAIN_SHARE = 0.25


class Look(IntEnum):
    """What the pixels of a tile look like."""

    TEXT = 1
    """Flat areas and few colours."""
    IMAGE = 2
    """Nearly every pixel differs from its neighbour."""


type TileMap = NDArray[np.bool_]
"""Shape (tile row, tile column)."""

type CellMap = NDArray[np.bool_]
"""Shape (pixel row, cell column), padded to whole tiles."""


def grid_shape(width: int, height: int) -> tuple[int, int]:
    """Return rows and columns of the tile grid of a screen."""
    return -(-height // TILE), -(-width // TILE)


def no_cells(width: int, height: int) -> CellMap:
    """Return a map of no cell."""
    rows, columns = grid_shape(width, height)
    return np.zeros((rows * TILE, columns * TILE_CELLS), np.bool_)


def tiles_of(cells: CellMap) -> TileMap:
    """Return the tiles with a marked cell."""
    columns = cells.reshape(cells.shape[0] // TILE, TILE, cells.shape[1]).any(1)
    tiles: TileMap = columns.reshape(columns.shape[0], -1, TILE_CELLS).any(2)
    return tiles


def within(cells: CellMap, tiles: TileMap) -> CellMap:
    """Return the marked cells of marked tiles."""
    columns = np.repeat(tiles, TILE_CELLS, 1)
    kept = cells.reshape(tiles.shape[0], TILE, cells.shape[1]) & columns[:, None, :]
    return kept.reshape(cells.shape)


def cells_in(cells: CellMap, rect: Rect) -> CellMap:
    """Return the part of a map that a rectangle covers, or touches by its ends."""
    return cells[rect.rows, rect.x // GRID_PX : -(-rect.right // GRID_PX)]


def touched_tiles(rect: Rect, width: int, height: int) -> tuple[slice, slice]:
    """Return the tile rows and columns that a rectangle of pixels touches."""
    rows, columns = grid_shape(width, height)
    return (
        slice(rect.y // TILE, min(rows, -(-rect.bottom // TILE))),
        slice(rect.x // TILE, min(columns, -(-rect.right // TILE))),
    )


def different_cells(now: Pixels, before: Pixels) -> NDArray[np.bool_]:
    """Return the cells (y, cell) where two pictures of one shape differ."""
    height, width = now.shape
    cells = -(-width // GRID_PX)
    different = np.empty((height, cells * GRID_PX), np.bool_)
    different[:, width:] = False
    np.not_equal(now, before, out=different[:, :width])
    pairs = different.view(np.uint64)
    result: NDArray[np.bool_] = (pairs[:, ::2] | pairs[:, 1::2]) != 0
    return result


def changed_cells(now: Pixels, before: Pixels, candidates: TileMap) -> CellMap:
    """Return the cells of candidate tiles whose pixels differ; both pictures have one shape.

    Only the bounding box of the candidates is compared.
    """
    height, width = now.shape
    changed = no_cells(width, height)
    rows, columns = np.flatnonzero(candidates.any(1)), np.flatnonzero(candidates.any(0))
    if rows.size == 0:
        return changed
    left, right = int(columns[0]) * TILE, min((int(columns[-1]) + 1) * TILE, width)
    top, bottom = int(rows[0]) * TILE, min((int(rows[-1]) + 1) * TILE, height)
    box = Rect(left, top, right - left, bottom - top)
    here = (box.rows, box.columns)
    cells_in(changed, box)[...] = different_cells(now[here], before[here])
    if not candidates[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all():
        changed = within(changed, candidates)
    return changed


def look_of(tile: Pixels) -> Look:
    """Tell text from image by how many pixels equal their left neighbour; shape (y, x)."""
    return Look.TEXT if _flat_share(tile) >= TEXT_SHARE else Look.IMAGE


def _flat_share(pixels: Pixels) -> float:
    if pixels.shape[1] < 2:
        return 1.0
    equal = int(np.count_nonzero(pixels[:, 1:] == pixels[:, :-1]))
    return equal / float(pixels.shape[0] * (pixels.shape[1] - 1))


def looks(pixels: Pixels, tiles: TileMap) -> NDArray[np.uint8]:
    """Return the look of each marked tile, 0 elsewhere; shape of the tile map."""
    kinds = np.zeros(tiles.shape, np.uint8)
    for row, column in np.argwhere(tiles):
        y, x = row * TILE, column * TILE
        kinds[row, column] = look_of(pixels[y : y + TILE, x : x + TILE])
    return kinds


def with_edges(kinds: NDArray[np.uint8], pixels: Pixels, cells: CellMap) -> NDArray[np.uint8]:
    """Return the looks with the edges of images, which cover little of their tiles, as images.

    An edge is a tile beside an image's whose marked cells are noisier than text ever is.
    """
    images = np.pad(kinds == Look.IMAGE, 1)
    beside = images[:-2, 1:-1] | images[2:, 1:-1] | images[1:-1, :-2] | images[1:-1, 2:]
    beside |= images[:-2, :-2] | images[:-2, 2:] | images[2:, :-2] | images[2:, 2:]
    edges = kinds.copy()
    for row, column in np.argwhere(beside & (kinds == Look.TEXT)):
        y, x = int(row) * TILE, int(column) * TILE
        mine = cells[y : y + TILE, column * TILE_CELLS : (column + 1) * TILE_CELLS]
        rows, columns = np.flatnonzero(mine.any(1)), np.flatnonzero(mine.any(0))
        top, bottom = y + int(rows[0]), y + int(rows[-1]) + 1
        left, right = x + int(columns[0]) * GRID_PX, x + (int(columns[-1]) + 1) * GRID_PX
        if _flat_share(pixels[top:bottom, left:right]) < _NOISE_SHARE:
            edges[row, column] = Look.IMAGE
    return edges


@dataclass(slots=True)
class _Box:
    """What changed in some tiles, in pixels; ends excluded."""

    left: int
    top: int
    right: int
    bottom: int
    wanted: int
    """How many pixels of it belong to the tiles' own boxes."""

    def joined(self, other: "_Box", longest: int) -> "_Box | None":
        """Return both as one; None where that is too long or draws too much in vain."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        right, bottom = max(self.right, other.right), max(self.bottom, other.bottom)
        wanted = self.wanted + other.wanted
        in_vain = (right - left) * (bottom - top) - wanted
        if max(right - left, bottom - top) > longest:
            return None
        if in_vain > _IN_VAIN_PX + _IN_VAIN_SHARE * wanted:
            return None
        return _Box(left, top, right, bottom, wanted)


def _boxes(cells: CellMap) -> Iterator[list[tuple[int, _Box]]]:
    """Yield for each row of tiles the boxes of its changed tiles, with the tiles' columns."""
    rows, columns = cells.shape[0] // TILE, cells.shape[1] // TILE_CELLS
    # The cells of a tile's row are four bytes: as one number they are compared at once.
    lines = (np.ascontiguousarray(cells).view(np.uint32) != 0).reshape(rows, TILE, columns)
    across = cells.reshape(rows, TILE, -1).any(1).reshape(rows, columns, TILE_CELLS)
    first, last = lines.argmax(1), TILE - lines[:, ::-1].argmax(1)
    begin, end = across.argmax(2), TILE_CELLS - across[:, :, ::-1].argmax(2)
    marked = across.any(2)
    for row in np.flatnonzero(marked.any(1)).tolist():
        yield [
            (column, _box(row, column, first, last, begin, end))
            for column in np.flatnonzero(marked[row]).tolist()
        ]


def _box(row: int, column: int, *ends: NDArray[np.intp]) -> _Box:
    first, last, begin, end = (int(each[row, column]) for each in ends)
    x, y = column * TILE, row * TILE
    area = (end - begin) * GRID_PX * (last - first)
    return _Box(x + begin * GRID_PX, y + first, x + end * GRID_PX, y + last, area)


def tight_rects(cells: CellMap, width: int, height: int, most_tiles: int) -> list[Rect]:
    """Cover the marked cells by disjoint rectangles on the grid, at most ``most_tiles`` long.

    The screen is ``width`` × ``height`` pixels; unmarked cells may be covered as well.
    """
    longest = most_tiles * TILE
    done: list[_Box] = []
    above: list[_Box] = []
    for boxes in _boxes(cells):
        row: list[_Box] = []
        last_column = -2
        for column, box in boxes:
            joined = row[-1].joined(box, longest) if column == last_column + 1 else None
            if joined is not None:
                row[-1] = joined
            else:
                row.append(box)
            last_column = column
        above = _stacked(done, above, row, longest)
    return [_rect(box, width, height) for box in done + above]


def _stacked(done: list[_Box], above: list[_Box], row: list[_Box], longest: int) -> list[_Box]:
    """Join the boxes of a row of tiles to those above with the same columns."""
    by_columns = {(box.left, box.right): box for box in above}
    stacked = []
    for box in row:
        upper = by_columns.get((box.left, box.right))
        joined = upper.joined(box, longest) if upper is not None else None
        if joined is not None:
            del by_columns[box.left, box.right]
        stacked.append(joined or box)
    done += by_columns.values()
    return stacked


def _rect(box: _Box, width: int, height: int) -> Rect:
    right, bottom = min(box.right, width), min(box.bottom, height)
    return Rect(box.left, box.top, right - box.left, bottom - box.top)
