import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.console.geometry import Rect
from telescan.console.operation_log import LogError, OperationLog
from telescan.console.wire_format import (
    GRID_PX,
    Flag,
    Mark,
    Operation,
    Update,
    copy_operation,
)

COLUMNS, WIDTH, HEIGHT = 5, 4 * GRID_PX + 7, 9


@st.composite
def rects(draw: st.DrawFn, widest: int = COLUMNS, highest: int = HEIGHT) -> Rect:
    """Rectangles on the grid, ending on it or at the screen's edge."""
    column = draw(st.integers(0, COLUMNS - 1))
    right = min(draw(st.integers(column + 1, COLUMNS)), column + widest) * GRID_PX
    y = draw(st.integers(0, HEIGHT - 1))
    bottom = min(draw(st.integers(y + 1, HEIGHT)), y + highest)
    return Rect(column * GRID_PX, y, min(right, WIDTH) - column * GRID_PX, bottom - y)


@st.composite
def copies(draw: st.DrawFn) -> Operation:
    target = draw(rects())
    touches_edge = target.right == WIDTH
    x = target.x if touches_edge else draw(st.integers(0, (WIDTH - target.width) // GRID_PX)) * 16
    return copy_operation(target, x, draw(st.integers(0, HEIGHT - target.height)))


@st.composite
def paints(draw: st.DrawFn) -> Operation:
    mark = draw(st.sampled_from((Mark.NONE, Mark.NONE, Mark.NONE, Mark.PRIVATE)))
    return Operation(draw(rects()), 1, draw(st.binary(min_size=2, max_size=2)), mark)


@st.composite
def histories(draw: st.DrawFn) -> list[Update]:
    """Keyframes with a background, then anything."""
    updates = []
    for i in range(draw(st.integers(1, 12))):
        keyframe = i == 0 or draw(st.integers(0, 9)) == 0
        operations = draw(st.lists(st.one_of(paints(), copies()), max_size=5))
        if keyframe:
            operations.insert(0, Operation(Rect(0, 0, WIDTH, HEIGHT), 1, bytes([0, i])))
        flags = Flag.KEYFRAME if keyframe else Flag.NONE
        updates.append(Update(i + 1, WIDTH, HEIGHT, flags, tuple(operations)))
    return updates


def draw_on(screen: np.ndarray, update: Update, *, private: bool) -> None:
    for operation in update.operations:
        r, source = operation.rect, operation.source
        if operation.mark and not private:
            continue
        if source is not None:
            screen[r.rows, r.columns] = screen[source.rows, source.columns].copy()
        else:
            screen[r.rows, r.columns] = 1 + int.from_bytes(operation.payload)


def blank() -> np.ndarray:
    return np.zeros((HEIGHT, WIDTH), int)


@given(histories(), st.booleans())
def test_who_joins_late_sees_what_drawing_everything_gives(history, private):
    log, everything, late = OperationLog(), blank(), blank() - 7
    for update in history:
        log.add(update)
        draw_on(everything, update, private=private)
    newer = log.newer_than(0, private=private)
    assert Flag.KEYFRAME in newer.flags
    draw_on(late, newer, private=True)
    assert np.array_equal(late, everything)


@given(histories(), st.booleans(), st.data())
def test_who_skips_generations_ends_with_the_same_picture(history, private, data):
    log, everything, viewer = OperationLog(), blank(), blank()
    log._prune_at = 1
    seen = 0
    for update in history:
        log.add(update)
        draw_on(everything, update, private=private)
        if data.draw(st.booleans()):
            draw_on(viewer, log.newer_than(seen, private=private), private=True)
            seen = log.generation
            assert np.array_equal(viewer, everything)


@given(histories(), st.integers(0, 12))
def test_nothing_private_is_for_those_who_may_not_see_it(history, generation):
    log = OperationLog()
    for update in history:
        log.add(update)
    assert not any(item.mark for item in log.newer_than(generation).operations)
    log.forget_private()
    assert not any(item.mark for item in log.newer_than(generation, private=True).operations)


@given(histories())
def test_without_copies_the_log_never_holds_more_than_cells(history):
    log = OperationLog()
    log._prune_at = 1
    for update in history:
        paints_only = tuple(item for item in update.operations if item.source is None)
        log.add(Update(update.generation, WIDTH, HEIGHT, update.flags, paints_only))
        assert len(log.newer_than(0, private=True).operations) <= COLUMNS * HEIGHT


def scrolled(log: OperationLog, times: int, pages_up: bool) -> None:
    """Scroll by one row again and again, always downwards or to and fro."""
    upper, lower = Rect(0, 0, WIDTH, HEIGHT - 1), Rect(0, 1, WIDTH, HEIGHT - 1)
    log.add(keyframe(Rect(0, 0, WIDTH, HEIGHT)))
    for i in range(times):
        up = pages_up and i % 2
        copy = copy_operation(lower, 0, 0) if up else copy_operation(upper, 0, 1)
        fresh = Rect(0, 0 if up else HEIGHT - 1, WIDTH, 1)
        operations = (copy, Operation(fresh, 1, b""))
        log.add(Update(i + 2, WIDTH, HEIGHT, Flag.NONE, operations))


def test_a_log_that_scrolls_for_ever_stays_small():
    log = OperationLog()
    scrolled(log, 2000, pages_up=False)
    assert len(log) < 200
    assert not log.overgrown


def test_what_is_copied_to_and_fro_for_ever_overgrows_the_log_until_a_keyframe():
    log = OperationLog()
    scrolled(log, 6000, pages_up=True)
    assert log.overgrown
    log.add(keyframe(Rect(0, 0, WIDTH, HEIGHT), generation=6100))
    assert not log.overgrown
    assert len(log) == 1


def test_a_rectangle_wholly_covered_is_forgotten():
    log = OperationLog()
    whole = Rect(0, 0, WIDTH, HEIGHT)
    log.add(Update(1, WIDTH, HEIGHT, Flag.KEYFRAME, (Operation(whole, 1, b"old"),)))
    log.add(Update(2, WIDTH, HEIGHT, Flag.EXACT, (Operation(whole, 1, b"new"),)))
    assert [item.payload for item in log.newer_than(0).operations] == [b"new"]
    assert Flag.EXACT in log.newer_than(0).flags


def keyframe(*rects: Rect, generation: int = 1) -> Update:
    items = tuple(Operation(r, 1, b"") for r in rects)
    return Update(generation, WIDTH, HEIGHT, Flag.KEYFRAME, items)


@pytest.mark.parametrize(
    "update",
    [
        keyframe(Rect(1, 0, GRID_PX, HEIGHT)),
        keyframe(Rect(0, 0, GRID_PX + 1, HEIGHT)),
        keyframe(Rect(0, 0, WIDTH + GRID_PX, HEIGHT)),
        Update(9, WIDTH + 1, HEIGHT, Flag.NONE, ()),
        Update(9, WIDTH, HEIGHT, Flag.NONE, (copy_operation(Rect(0, 0, 16, 2), 3, 0),)),
    ],
    ids=["off the grid", "off its end", "off the screen", "another size", "bad source"],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(update):
    log = OperationLog()
    log.add(keyframe(Rect(0, 0, GRID_PX, HEIGHT), generation=3))
    before = log.newer_than(0)
    with pytest.raises(LogError):
        log.add(update)
    assert log.newer_than(0) == before
