import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.console.geometry import Rect
from telescan.console.rectangle_log import CELL, LogError, RectangleLog
from telescan.console.wire_format import EncodedRect, Flag, Update

WIDTH, HEIGHT = 5 * CELL + 7, 4 * CELL + 3


@st.composite
def rects(draw: st.DrawFn) -> Rect:
    """Rectangles on the grid, ending on it or at the screen's edge."""
    column, row = draw(st.integers(0, 5)), draw(st.integers(0, 4))
    right = draw(st.integers(column + 1, 6)) * CELL
    bottom = draw(st.integers(row + 1, 5)) * CELL
    x, y = column * CELL, row * CELL
    return Rect(x, y, min(right, WIDTH) - x, min(bottom, HEIGHT) - y)


histories = st.lists(
    st.tuples(st.booleans(), st.lists(rects(), min_size=0, max_size=4)), min_size=1, max_size=12
)


def as_updates(history: list[tuple[bool, list[Rect]]]) -> list[Update]:
    updates = []
    for i, (keyframe, places) in enumerate(history):
        flags = Flag.KEYFRAME if keyframe or i == 0 else Flag.NONE
        colours = tuple(EncodedRect(r, 1, bytes([i, j])) for j, r in enumerate(places))
        updates.append(Update(i + 1, WIDTH, HEIGHT, flags, colours))
    return updates


def draw(screen: np.ndarray, update: Update) -> None:
    """Paint each rectangle in a colour of its own; a keyframe starts from black."""
    if Flag.KEYFRAME in update.flags:
        screen[:] = 0
    for item in update.rects:
        screen[item.rect.rows, item.rect.columns] = 1 + item.payload[0] * 256 + item.payload[1]


@given(histories)
def test_the_living_rectangles_give_the_same_picture_as_all(history):
    log, everything = RectangleLog(), np.zeros((HEIGHT, WIDTH), int)
    for update in as_updates(history):
        log.add(update)
        draw(everything, update)
    joined_late = np.full((HEIGHT, WIDTH), 77)
    draw(joined_late, log.newer_than(0))
    assert np.array_equal(joined_late, everything)


@given(histories, st.data())
def test_a_viewer_that_skips_generations_ends_with_the_same_picture(history, data):
    log = RectangleLog()
    everything, viewer = np.zeros((HEIGHT, WIDTH), int), np.zeros((HEIGHT, WIDTH), int)
    seen = 0
    for update in as_updates(history):
        log.add(update)
        draw(everything, update)
        if data.draw(st.booleans()):
            draw(viewer, log.newer_than(seen))
            seen = log.generation
            assert np.array_equal(viewer, everything)


@given(histories)
def test_the_log_never_holds_more_rectangles_than_cells(history):
    log = RectangleLog()
    for update in as_updates(history):
        log.add(update)
        assert log.living <= 6 * 5


def test_a_rectangle_wholly_covered_is_forgotten():
    log = RectangleLog()
    whole = Rect(0, 0, WIDTH, HEIGHT)
    log.add(Update(1, WIDTH, HEIGHT, Flag.KEYFRAME, (EncodedRect(whole, 1, b"old"),)))
    log.add(Update(2, WIDTH, HEIGHT, Flag.EXACT, (EncodedRect(whole, 1, b"new"),)))
    assert [item.payload for item in log.newer_than(0).rects] == [b"new"]
    assert Flag.EXACT in log.newer_than(0).flags


def keyframe(*rects: Rect, generation: int = 1) -> Update:
    items = tuple(EncodedRect(r, 1, b"") for r in rects)
    return Update(generation, WIDTH, HEIGHT, Flag.KEYFRAME, items)


@pytest.mark.parametrize(
    "update",
    [
        keyframe(Rect(1, 0, CELL, CELL)),
        keyframe(Rect(0, 0, CELL + 1, CELL)),
        keyframe(Rect(0, 0, WIDTH + CELL, CELL)),
        Update(9, WIDTH + 1, HEIGHT, Flag.NONE, ()),
        Update(3, WIDTH, HEIGHT, Flag.NONE, ()),
    ],
    ids=["off the grid", "off the grid's end", "off the screen", "another size", "too old"],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(update):
    log = RectangleLog()
    log.add(keyframe(Rect(0, 0, CELL, CELL), generation=3))
    before = log.newer_than(0)
    with pytest.raises(LogError):
        log.add(update)
    assert log.newer_than(0) == before
