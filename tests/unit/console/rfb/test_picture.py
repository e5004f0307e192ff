"""What is known of a screen."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from telescan.console.geometry import Rect
from telescan.console.rfb.picture import Picture


def black(rect: Rect) -> np.ndarray:
    return np.zeros((rect.height, rect.width), np.uint32)


def test_a_new_picture_is_whole_once_every_pixel_came():
    picture = Picture()
    picture.resize(6, 4)
    for rect in (Rect(0, 0, 6, 2), Rect(0, 2, 3, 2)):
        picture.paint(rect, black(rect))
        assert not picture.settle()
    picture.paint(Rect(3, 2, 3, 2), black(Rect(3, 2, 3, 2)))
    assert picture.settle()


def test_the_same_pixels_twice_do_not_stand_for_others():
    picture = Picture()
    picture.resize(6, 4)
    for _ in range(2):
        picture.paint(Rect(0, 0, 6, 2), black(Rect(0, 0, 6, 2)))
    assert not picture.settle()


def test_what_was_copied_from_the_unknown_is_unknown():
    picture = Picture()
    picture.resize(6, 4)
    picture.paint(Rect(0, 0, 6, 2), black(Rect(0, 0, 6, 2)))
    picture.copy(Rect(0, 1, 6, 2), Rect(0, 2, 6, 2))
    assert not picture.settle()
    picture.copy(Rect(0, 0, 6, 1), Rect(0, 3, 6, 1))
    assert picture.settle()


def test_a_doubted_picture_is_kept_but_not_whole():
    picture = Picture()
    picture.resize(2, 1)
    picture.paint(Rect(0, 0, 2, 1), np.array([[1, 2]], np.uint32))
    assert picture.settle()
    picture.resize(2, 1)
    assert not picture.whole
    assert picture.screen.pixels[0, 1] & 0xFF == 2


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=40))
def test_it_is_whole_exactly_when_all_came(places):
    picture = Picture()
    picture.resize(6, 4)
    for x, y in places:
        picture.paint(Rect(x, y, 1, 1), black(Rect(x, y, 1, 1)))
    assert picture.settle() == (len(set(places)) == 24)
