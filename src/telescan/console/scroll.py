"""Finds what only moved up or down: a log that scrolls needs a copy and its new lines. Pure.

Rows of narrow columns that changed are hashed, now and before; a row whose hash is the only one of
its column votes for the way it moved. What the way with the most votes explains is then compared
pixel by pixel, and the rectangles where it holds are returned, largest first.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.console.framebuffer import Pixels
from telescan.console.geometry import Rect
from telescan.console.tiles import TILE, TILE_CELLS, CellMap, cells_in, different_cells
from telescan.console.wire_format import GRID_PX

MOST_COLUMNS = 6
"""How many columns of a tile's width vote."""
LEAST_ROWS = 32
"""A change of fewer rows is not worth a look, nor is a copy of fewer."""
LEAST_CELLS = 4
"""Columns that a copy has at least."""
LEAST_VOTES = 24
MOST_COPIES = 4

_RNG = np.random.default_rng(20_260_301)
_WEIGHTS = _RNG.integers(1, 2**63, TILE // 2, dtype=np.uint64) | np.uint64(1)


@dataclass(frozen=True, slots=True)
class Move:
    """The pixels of ``target`` stood at the same columns, from row ``source_y`` on, before."""

    target: Rect
    source_y: int

    @property
    def source(self) -> Rect:
        """Where the pixels stood."""
        return Rect(self.target.x, self.source_y, self.target.width, self.target.height)


def find_moves(now: Pixels, before: Pixels, changed: CellMap, barred: CellMap) -> list[Move]:
    """Return disjoint moves that explain changed cells.

    ``now`` and ``before`` have one shape; ``changed`` are the cells that differ. Nothing is moved
    from or to ``barred`` cells. Each move keeps to columns of its own, so their order is free.
    """
    box = _bounds(changed, *now.shape)
    if box is None:
        return []
    shift = _voted_shift(now, before, cells_in(changed, box), box)
    if shift is None:
        return []
    same = _same_when_shifted(now, before, box, shift)
    top = max(box.y, box.y - shift)
    target = Rect(box.x, top, box.width, same.shape[0])
    source = Rect(box.x, top + shift, box.width, same.shape[0])
    same &= ~(cells_in(barred, target) | cells_in(barred, source))
    return _rects_of_same(same, cells_in(changed, target), target, shift, now.shape[1])


def _bounds(changed: CellMap, height: int, width: int) -> Rect | None:
    """Return the box of what changed; None where that is too small to have scrolled."""
    rows, columns = np.flatnonzero(changed.any(1)), np.flatnonzero(changed.any(0))
    if rows.size < LEAST_ROWS or columns.size < LEAST_CELLS:
        return None
    x, y = int(columns[0]) * GRID_PX, int(rows[0])
    right, bottom = min((int(columns[-1]) + 1) * GRID_PX, width), min(int(rows[-1]) + 1, height)
    return Rect(x, y, right - x, bottom - y)


def _row_hashes(pixels: Pixels) -> NDArray[np.uint64]:
    """Return a hash of each row; shape (y, TILE) → (y,)."""
    hashes: NDArray[np.uint64] = np.ascontiguousarray(pixels).view(np.uint64) @ _WEIGHTS
    return hashes


def _voted_shift(now: Pixels, before: Pixels, changed: CellMap, box: Rect) -> int | None:
    """Return how many rows further down the present content stood; None: nobody can tell."""
    by_cell = changed.sum(0)
    lefts = [
        x
        for x in range(box.x, box.right - TILE + 1, TILE)
        if by_cell[(x - box.x) // GRID_PX :][:TILE_CELLS].max() >= LEAST_ROWS
    ]
    # Evenly spread: an image that changes beside the log must not be all who votes.
    voters = lefts[:: -(-len(lefts) // MOST_COLUMNS) or 1]
    ballots = np.zeros(2 * box.height + 1, np.intp)
    for x in voters:
        columns = slice(x, x + TILE)
        hashes = (_row_hashes(picture[box.rows, columns]) for picture in (now, before))
        ballots += np.bincount(_shifts_of(*hashes) + box.height, minlength=ballots.size)
    ballots[box.height] = 0
    winner = int(ballots.argmax())
    return winner - box.height if ballots[winner] >= LEAST_VOTES else None


def _shifts_of(now: NDArray[np.uint64], before: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Return by how much each row moved whose hash occurs once, before."""
    values, first, counts = np.unique(before, return_index=True, return_counts=True)
    values, first = values[counts == 1], first[counts == 1]
    if values.size == 0:
        return np.zeros(0, np.intp)
    at = np.minimum(np.searchsorted(values, now), values.size - 1)
    found = np.flatnonzero(values[at] == now)
    moved: NDArray[np.intp] = first[at[found]] - found
    return moved


def _same_when_shifted(now: Pixels, before: Pixels, box: Rect, shift: int) -> CellMap:
    """Return the cells of the box that are what stood ``shift`` rows further down before."""
    rows = box.height - abs(shift)
    top = max(box.y, box.y - shift)
    here = now[top : top + rows, box.columns]
    there = before[top + shift : top + shift + rows, box.columns]
    return ~different_cells(here, there)


def _rects_of_same(
    same: CellMap, changed: CellMap, area: Rect, shift: int, width: int
) -> list[Move]:
    """Cover what is the same by a few large rectangles that start and end with changed rows."""
    runs = [_longest_run(same[:, column]) for column in range(same.shape[1])]
    moves: list[Move] = []
    column = 0
    while column < len(runs):
        end, (top, bottom) = _alike(runs, column)
        rows = np.flatnonzero(changed[top:bottom, column:end].any(1))
        if rows.size >= LEAST_ROWS and end - column >= LEAST_CELLS:
            first, last = top + int(rows[0]), top + int(rows[-1]) + 1
            x = area.x + column * GRID_PX
            right = min(area.x + end * GRID_PX, width)
            target = Rect(x, area.y + first, right - x, last - first)
            moves.append(Move(target, target.y + shift))
        column = end
    moves.sort(key=lambda move: move.target.area, reverse=True)
    return moves[:MOST_COPIES]


def _alike(runs: list[tuple[int, int]], column: int) -> tuple[int, tuple[int, int]]:
    """Return how far columns have nearly the same run, and the rows that all of them share."""
    top, bottom = runs[column]
    end = column + 1
    while end < len(runs):
        shared = max(top, runs[end][0]), min(bottom, runs[end][1])
        if 4 * (shared[1] - shared[0]) < 3 * max(bottom - top, runs[end][1] - runs[end][0]):
            break
        top, bottom = shared
        end += 1
    return end, (top, bottom)


def _longest_run(marks: NDArray[np.bool_]) -> tuple[int, int]:
    """Return first row and end of the longest run of marks; (0, 0) where there is none."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], marks, [False])).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    if starts.size == 0:
        return 0, 0
    longest = int((ends - starts).argmax())
    return int(starts[longest]), int(ends[longest])
