import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telescan.console.geometry import Rect
from telescan.console.scroll import find_moves
from telescan.console.tiles import cells_in, changed_cells, grid_shape, no_cells
from telescan.console.wire_format import on_grid

WIDTH, HEIGHT = 640, 480


def lines(seed: int, height: int, width: int) -> np.ndarray:
    """Lines of text, 20 rows each: marks on a flat ground, blank between."""
    draws = np.random.default_rng(seed)
    pixels = np.full((height, width), 7, np.uint32)
    for y in range(0, height - 16, 20):
        pixels[y : y + 14, : width // 2] = draws.integers(5, 9, (14, width // 2))
    return pixels


def image(seed: int, height: int, width: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 2**32, (height, width), dtype=np.uint32)


def moves_between(before: np.ndarray, now: np.ndarray, barred: Rect | None = None) -> list:
    height, width = now.shape
    changed = changed_cells(now, before, np.ones(grid_shape(width, height), np.bool_))
    bars = no_cells(width, height)
    if barred is not None:
        cells_in(bars, barred)[...] = True
    return find_moves(now, before, changed, bars)


def carried_out(before: np.ndarray, moves: list) -> np.ndarray:
    after = before.copy()
    for move in moves:
        t = move.target
        source = before[move.source_y : move.source_y + t.height, t.columns]
        after[t.rows, t.columns] = source
    return after


def scrolled(by: int, beside: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """A log amid static content that scrolls; beside it an image that changes."""
    before = lines(0, HEIGHT, WIDTH)
    before[50:400, 48:368] = lines(1, 350, 320)
    now = before.copy()
    log = np.vstack([lines(1, 350, 320), lines(2, abs(by), 320)]) if by > 0 else None
    if log is None:
        log = np.vstack([lines(2, -by, 320), lines(1, 350, 320)])[:350]
    now[50:400, 48:368] = log[-350:] if by > 0 else log
    if beside:
        before[50:400, 400:600], now[50:400, 400:600] = image(1, 350, 200), image(2, 350, 200)
    return before, now


@pytest.mark.parametrize("by", [1, 7, 20, 113, 200, -20, -90])
@pytest.mark.parametrize("beside", [False, True])
def test_a_log_that_scrolls_is_copied_but_for_its_new_rows(by, beside):
    before, now = scrolled(by, beside)
    moves = moves_between(before, now)
    after = carried_out(before, moves)
    wrong = (after != now)[50:400, 48:368]
    assert len(moves) >= 1
    assert np.flatnonzero(wrong.any(1)).size <= abs(by) + 20


@settings(max_examples=50)
@given(st.integers(0, 1000), st.integers(-60, 60), st.booleans())
def test_a_move_is_never_wrong(seed, by, noisy):
    draws = np.random.default_rng(seed)
    before = lines(seed, 300, 400)
    now = np.roll(before, -by, axis=0)
    if noisy:
        y, x = draws.integers(0, 300, 40), draws.integers(0, 400, 40)
        now[y, x] = draws.integers(0, 9, 40)
    for move in moves_between(before, now):
        t = move.target
        assert on_grid(t, 400, 300)
        source = before[move.source_y : move.source_y + t.height, t.columns]
        assert np.array_equal(now[t.rows, t.columns], source)


def test_nothing_moves_into_or_out_of_what_is_barred():
    before, now = scrolled(20)
    barred = Rect(96, 200, 64, 10)
    moves = moves_between(before, now, barred)
    for move in moves:
        source = Rect(move.target.x, move.source_y, move.target.width, move.target.height)
        assert not move.target.overlaps(barred)
        assert not source.overlaps(barred)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (image(1, 300, 400), image(2, 300, 400)),
        (lines(1, 300, 400), lines(2, 300, 400)),
        (np.zeros((300, 400), np.uint32), lines(2, 300, 400)),
        (lines(1, 20, 400), np.roll(lines(1, 20, 400), 3, 0)),
        (lines(1, 300, 30), np.roll(lines(1, 300, 30), 3, 0)),
        (lines(1, 300, 400), lines(1, 300, 400)),
    ],
    ids=["another image", "another page", "the first page", "too low", "too narrow", "no change"],
)
def test_what_did_not_scroll_is_no_move(before, now):
    assert moves_between(before, now) == []
