"""A picture of text as a sequence of columns: every glyph's columns are told once.

Rows that repeat the row above are left out. The rows that stay fall into bands: one that was
repeated (the space between lines, usually) is a band of its own, those between two such are one
band, usually a line of text. A band is a sequence of columns as high as it is, and bands of one
height share their distinct columns. Glyphs repeat, so there are far fewer of them than columns.
Pure; rows and columns are told apart by value alone, so any pixels are given back as they were.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.console.framebuffer import Pixels

type Numbers = NDArray[np.int64]
"""Shape (column,): which distinct column stands there, first come first numbered."""

MOST_DISTINCT = 1 << 16
"""So many distinct columns of one height can be numbered."""

_SEED = 5
_FACTORS = np.random.default_rng(_SEED).integers(0, 1 << 64, 1 << 16, np.uint64) | np.uint64(1)


@dataclass(frozen=True, slots=True)
class Columns:
    """A picture taken apart."""

    repeats: NDArray[np.bool_]
    """Shape (y,): the row is as the row above it."""
    distinct: Mapping[int, Pixels]
    """By height, in order of appearance: distinct columns side by side, shape (height, column)."""
    numbers: tuple[Numbers, ...]
    """Of each band, top to bottom."""


def band_heights(repeats: NDArray[np.bool_]) -> list[int]:
    """Return the heights of the bands in rows that do not repeat, top to bottom."""
    kept = ~repeats
    repeated = np.append(repeats[1:], False)[kept]
    starts = np.ones(repeated.size, np.bool_)
    starts[1:] = repeated[1:] | repeated[:-1]
    return [int(height) for height in np.diff(np.append(np.flatnonzero(starts), repeated.size))]


def take_apart(pixels: Pixels) -> Columns | None:
    """Return the columns of pixels (y, x), None where they are too many to be numbered."""
    repeats = np.zeros(pixels.shape[0], np.bool_)
    np.equal(pixels[1:], pixels[:-1]).all(axis=1, out=repeats[1:])
    kept = pixels[~repeats]
    heights = band_heights(repeats)
    tops = np.cumsum([0, *heights])
    numbers: dict[int, Numbers] = {}
    distinct: dict[int, Pixels] = {}
    for height in dict.fromkeys(heights):
        places = [place for place, other in enumerate(heights) if other == height]
        side_by_side = np.hstack([kept[tops[place] : tops[place] + height] for place in places])
        distinct[height], all_numbers = _numbered(side_by_side)
        if distinct[height].shape[1] > MOST_DISTINCT:
            return None
        numbers.update(zip(places, np.split(all_numbers, len(places)), strict=True))
    return Columns(repeats, distinct, tuple(numbers[place] for place in range(len(heights))))


def put_together(columns: Columns) -> Pixels:
    """Return the pixels (y, x) again."""
    kept = np.vstack(
        [
            columns.distinct[height][:, numbers]
            for height, numbers in zip(band_heights(columns.repeats), columns.numbers, strict=True)
        ]
    )
    return kept[np.cumsum(~columns.repeats) - 1]


def _numbered(band: Pixels) -> tuple[Pixels, Numbers]:
    """Return the distinct columns of a band (y, x) and which stands where.

    Columns are compared by a hash and then by value: should two ever share one, each column counts
    as distinct.
    """
    hashes = _FACTORS[: band.shape[0]] @ band.astype(np.uint64)
    known = np.unique(hashes)
    which = np.searchsorted(known, hashes)
    first = np.empty_like(known, np.int64)
    first[which[::-1]] = np.arange(hashes.size - 1, -1, -1)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    distinct, numbers = band[:, first[order]], rank[which]
    if not np.array_equal(distinct[:, numbers], band):
        return band, np.arange(band.shape[1])
    return distinct, numbers


LONGEST_RUN = 128
"""More columns take another run."""


def to_runs(numbers: Iterable[Numbers]) -> NDArray[np.uint32]:
    """Write numbers as runs (first number, byte), shape (run, 2).

    The byte is the run's length minus one where each number is one more than the one before (a
    glyph), and 128 more where all are the same (space).
    """
    flat = np.concatenate([*numbers])
    step = np.full(flat.size + 1, 2)
    step[1:-1] = np.clip(np.diff(flat) % (1 << 32), 0, 2)
    joins = (step[1:-1] < 2) & ((step[1:-1] == step[:-2]) | (step[:-2] == 2))
    starts = np.flatnonzero(np.concatenate(([True], ~joins)))
    lengths = np.diff(np.append(starts, flat.size))
    rising = (step[starts + 1] != 0) | (lengths == 1)
    pieces = -(-lengths // LONGEST_RUN)
    piece = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    done = piece * LONGEST_RUN
    left = np.minimum(np.repeat(lengths, pieces) - done, LONGEST_RUN)
    rises = np.repeat(rising, pieces)
    first = np.repeat(flat[starts], pieces) + done * rises
    return np.stack([first, left - 1 + np.where(rises, 0, LONGEST_RUN)], axis=1).astype(np.uint32)


def from_runs(runs: NDArray[np.uint32], width: int, bands: int) -> tuple[Numbers, ...]:
    """Return the numbers of each band of ``width`` columns.

    Raises:
        ValueError: the runs are not of so many columns.

    """
    lengths = runs[:, 1].astype(np.int64) % LONGEST_RUN + 1
    if lengths.sum() != width * bands:
        raise ValueError(f"{width * bands} columns were expected, {lengths.sum()} came")
    steps = np.repeat(runs[:, 1] < LONGEST_RUN, lengths)
    place = np.arange(width * bands) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    flat = np.repeat(runs[:, 0].astype(np.int64), lengths) + place * steps
    return tuple(flat.reshape(bands, width))
