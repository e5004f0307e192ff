"""What is masked never stands in the framebuffer, whatever the scanner's screen does."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from telescan.console.framebuffer import MASK, Framebuffer, from_bgrx, from_rgb, to_rgb
from telescan.console.geometry import Rect

WIDTH, HEIGHT = 40, 30
MASKED = Rect(10, 5, 20, 8)


@st.composite
def rects(draw: st.DrawFn) -> Rect:
    width, height = draw(st.integers(1, WIDTH)), draw(st.integers(1, HEIGHT))
    x, y = draw(st.integers(0, WIDTH - width)), draw(st.integers(0, HEIGHT - height))
    return Rect(x, y, width, height)


@given(st.lists(st.tuples(rects(), rects(), st.booleans()), max_size=8))
def test_no_painting_and_no_copying_shows_what_is_masked(steps):
    name = from_rgb(np.full((HEIGHT, WIDTH, 3), 200, np.uint8))
    screen = Framebuffer(WIDTH, HEIGHT, (MASKED,))
    for source, target, copies in steps:
        if copies:
            x, y = min(target.x, WIDTH - source.width), min(target.y, HEIGHT - source.height)
            screen.copy(source, x, y)
        else:
            screen.paint(source, name[: source.height, : source.width])
        assert (screen.pixels[MASKED.rows, MASKED.columns] == MASK).all()


def test_a_mask_may_reach_beyond_the_screen():
    screen = Framebuffer(WIDTH, HEIGHT, (Rect(30, 20, 500, 500),))
    assert (screen.pixels[20:, 30:] == MASK).all()
    assert (screen.pixels[:20] != MASK).all()


def test_bytes_of_the_wire_become_red_green_and_blue():
    assert to_rgb(from_bgrx(bytes([1, 2, 3, 0]), 1, 1)).tolist() == [[[3, 2, 1]]]
