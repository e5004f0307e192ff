import json
from base64 import b64decode
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.console.codecs import CODECS
from telescan.console.framebuffer import Framebuffer, to_rgb
from telescan.console.geometry import Rect
from telescan.console.wire_format import (
    EncodedRect,
    Flag,
    Update,
    WireError,
    read_update,
    write_update,
)

GOLDEN = Path(__file__).parents[3] / "web/src/console/golden/update.json"


@st.composite
def updates(draw: st.DrawFn) -> Update:
    width, height = draw(st.integers(1, 5000)), draw(st.integers(1, 5000))
    rects = []
    for _ in range(draw(st.integers(0, 4))):
        x, y = draw(st.integers(0, width - 1)), draw(st.integers(0, height - 1))
        rect = Rect(x, y, draw(st.integers(1, width - x)), draw(st.integers(1, height - y)))
        rects.append(EncodedRect(rect, draw(st.integers(1, 255)), draw(st.binary(max_size=50))))
    flags = Flag(draw(st.integers(0, 3)))
    return Update(draw(st.integers(0, 2**32 - 1)), width, height, flags, tuple(rects))


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


def test_a_rectangle_off_the_screen_is_refused():
    outside = EncodedRect(Rect(90, 0, 20, 10), 1, b"")
    with pytest.raises(WireError, match="not on a screen"):
        read_update(write_update(Update(1, 100, 100, Flag.NONE, (outside,))))


def test_the_update_that_the_browser_is_tested_with_gives_its_pixels():
    golden = json.loads(GOLDEN.read_text())
    update = read_update(b64decode(golden["update"]))
    screen = Framebuffer(update.width, update.height)
    for item in update.rects:
        r = item.rect
        screen.paint(r, CODECS[item.codec].decode(item.payload, r.width, r.height))
    assert to_rgb(screen.pixels).tobytes() == b64decode(golden["rgb"])
    assert np.unique(screen.pixels).size > 256
