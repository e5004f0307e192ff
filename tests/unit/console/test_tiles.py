import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from telescan.console.geometry import Rect
from telescan.console.tiles import (
    MAX_RECT_TILES,
    TILE,
    Look,
    changed_tiles,
    grid_shape,
    look_of,
    merged_rects,
    touched_tiles,
)

sizes = st.tuples(st.integers(1, 400), st.integers(1, 300))


@given(sizes, st.lists(st.tuples(st.integers(0, 399), st.integers(0, 299)), max_size=6))
def test_exactly_the_tiles_with_a_changed_pixel_are_found(size, points):
    width, height = size
    before = np.zeros((height, width), np.uint32)
    now = before.copy()
    expected = set()
    for x, y in points:
        now[y % height, x % width] = 1
        expected.add((y % height // TILE, x % width // TILE))
    everywhere = np.ones(grid_shape(width, height), np.bool_)
    found = changed_tiles(now, before, everywhere)
    assert {(int(r), int(c)) for r, c in np.argwhere(found)} == expected


def test_only_candidates_are_looked_at():
    now, before = np.ones((200, 200), np.uint32), np.zeros((200, 200), np.uint32)
    candidates = np.zeros((4, 4), np.bool_)
    candidates[0, 0] = candidates[2, 1] = True
    assert np.array_equal(changed_tiles(now, before, candidates), candidates)


@given(sizes, st.integers(0, 1000))
def test_merged_rectangles_cover_each_marked_tile_once_and_nothing_else(size, seed):
    width, height = size
    kinds = np.random.default_rng(seed).integers(0, 3, grid_shape(width, height)).astype(np.uint8)
    painted = np.zeros((height, width), int)
    for rect, look in merged_rects(kinds, width, height):
        assert rect.fits(width, height)
        assert max(rect.width, rect.height) <= MAX_RECT_TILES * TILE
        assert (painted[rect.rows, rect.columns] == 0).all()
        painted[rect.rows, rect.columns] = look
    by_pixel = np.kron(kinds, np.ones((TILE, TILE), int))[:height, :width]
    assert np.array_equal(painted, by_pixel)


@given(sizes, st.data())
def test_a_rectangle_touches_the_tiles_of_its_pixels(size, data):
    width, height = size
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    rect = Rect(x, y, data.draw(st.integers(1, width - x)), data.draw(st.integers(1, height - y)))
    tiles = np.zeros(grid_shape(width, height), np.bool_)
    tiles[touched_tiles(rect, width, height)] = True
    pixels = np.zeros((height, width), np.uint32)
    pixels[rect.rows, rect.columns] = 1
    everywhere = np.ones_like(tiles)
    assert np.array_equal(tiles, changed_tiles(pixels, np.zeros_like(pixels), everywhere))


def test_flat_areas_look_like_text_and_noise_like_an_image():
    flat = np.zeros((TILE, TILE), np.uint32)
    flat[10:20, ::5] = 7
    noise = np.random.default_rng(0).integers(0, 2**32, (TILE, TILE), dtype=np.uint32)
    assert look_of(flat) is Look.TEXT
    assert look_of(noise) is Look.IMAGE
