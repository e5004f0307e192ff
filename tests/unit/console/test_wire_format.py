import json
from base64 import b64decode
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.peers.screen_painter import draw as draw_operation

from telescan.console.framebuffer import Framebuffer, to_rgb
from telescan.console.geometry import Rect
from telescan.console.wire_format import (
    GRID_PX,
    Flag,
    Mark,
    Operation,
    Update,
    WireError,
    copy_operation,
    read_update,
    write_update,
)

GOLDEN = Path(__file__).parents[3] / "web/src/console/golden/update.json"


@st.composite
def operations(draw: st.DrawFn, width: int, height: int) -> Operation:
    columns = -(-width // GRID_PX)
    column = draw(st.integers(0, columns - 1))
    right = min(draw(st.integers(column + 1, columns)) * GRID_PX, width)
    y = draw(st.integers(0, height - 1))
    rect = Rect(column * GRID_PX, y, right - column * GRID_PX, draw(st.integers(1, height - y)))
    if draw(st.booleans()):
        return copy_operation(rect, rect.x, draw(st.integers(0, height - rect.height)))
    payload, mark = draw(st.binary(max_size=50)), draw(st.sampled_from(Mark))
    return Operation(rect, draw(st.integers(1, 255)), payload, mark)


@st.composite
def updates(draw: st.DrawFn) -> Update:
    width, height = draw(st.integers(1, 5000)), draw(st.integers(1, 5000))
    drawn = draw(st.lists(operations(width, height), max_size=4))
    flags = Flag(draw(st.integers(0, 3)))
    return Update(draw(st.integers(0, 2**32 - 1)), width, height, flags, tuple(drawn))


@given(updates())
def test_an_update_is_read_as_it_was_written(update):
    assert read_update(write_update(update)) == update


@given(updates(), st.integers(0, 300))
def test_an_update_cut_short_is_refused(update, length):
    data = write_update(update)
    if length < len(data):
        with pytest.raises(WireError):
            read_update(data[:length])


@given(st.binary(max_size=200))
def test_any_bytes_give_an_update_or_a_wire_error(data):
    with suppress(WireError):
        assert write_update(read_update(data))[1:] == data[1:]


@pytest.mark.parametrize(
    "operation",
    [
        Operation(Rect(96, 0, 16, 10), 1, b""),
        Operation(Rect(8, 0, 8, 10), 1, b""),
        Operation(Rect(0, 0, 8, 10), 1, b""),
        Operation(Rect(0, 0, 0, 10), 1, b""),
        copy_operation(Rect(0, 0, 16, 10), 0, 95),
        copy_operation(Rect(0, 0, 16, 10), 8, 0),
        copy_operation(Rect(96, 0, 4, 10), 0, 0),
    ],
    ids=[
        "off the screen",
        "between cells",
        "ends between cells",
        "empty",
        "source off the screen",
        "source between cells",
        "source ends between cells",
    ],
)
def test_an_operation_off_the_grid_is_refused(operation):
    with pytest.raises(WireError, match="not on the grid"):
        read_update(write_update(Update(1, 100, 100, Flag.NONE, (operation,))))


def test_a_copy_with_more_than_its_source_is_refused():
    update = Update(1, 100, 100, Flag.NONE, (Operation(Rect(0, 0, 16, 1), 0, b"12345"),))
    with pytest.raises(WireError, match="copy"):
        read_update(write_update(update))


def test_the_update_that_the_browser_is_tested_with_gives_its_pixels():
    golden = json.loads(GOLDEN.read_text())
    update = read_update(b64decode(golden["update"]))
    screen = Framebuffer(update.width, update.height)
    for operation in update.operations:
        draw_operation(screen, operation)
    assert to_rgb(screen.pixels).tobytes() == b64decode(golden["rgb"])
    assert np.unique(screen.pixels).size > 256
