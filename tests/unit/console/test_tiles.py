import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from telescan.console.geometry import Rect
from telescan.console.tiles import (
    TILE,
    Look,
    cells_in,
    changed_cells,
    grid_shape,
    look_of,
    looks,
    no_cells,
    tight_rects,
    tiles_of,
    touched_tiles,
)
from telescan.console.wire_format import GRID_PX, on_grid

sizes = st.tuples(st.integers(1, 400), st.integers(1, 300))
points = st.lists(st.tuples(st.integers(0, 399), st.integers(0, 299)), max_size=6)


@given(sizes, points)
def test_exactly_the_cells_with_a_changed_pixel_are_found(size, points):
    width, height = size
    before = np.zeros((height, width), np.uint32)
    now = before.copy()
    expected = no_cells(width, height)
    for x, y in points:
        now[y % height, x % width] = 1
        expected[y % height, x % width // GRID_PX] = True
    everywhere = np.ones(grid_shape(width, height), np.bool_)
    found = changed_cells(now, before, everywhere)
    assert np.array_equal(found, expected)


def test_only_candidates_are_looked_at():
    now, before = np.ones((200, 200), np.uint32), np.zeros((200, 200), np.uint32)
    candidates = np.zeros((4, 4), np.bool_)
    candidates[0, 0] = candidates[2, 1] = True
    assert np.array_equal(tiles_of(changed_cells(now, before, candidates)), candidates)


@given(sizes, st.integers(1, 8), st.lists(st.tuples(st.integers(0, 399), st.integers(0, 299))))
def test_tight_rectangles_cover_every_marked_cell_and_never_overlap(size, most_tiles, points):
    width, height = size
    cells = no_cells(width, height)
    for x, y in points:
        cells_in(cells, Rect(x % width // GRID_PX * GRID_PX, y % height, 1, 1))[...] = True
    covered = np.zeros((height, width), int)
    for rect in tight_rects(cells, width, height, most_tiles):
        assert on_grid(rect, width, height)
        assert max(rect.width, rect.height) <= most_tiles * TILE
        assert cells_in(cells, rect).any()
        covered[rect.rows, rect.columns] += 1
    assert covered.max(initial=0) <= 1
    marked = np.repeat(cells, GRID_PX, 1)[:height, :width]
    assert covered[marked].all()


def test_a_letter_is_cropped_to_its_rows_and_columns():
    before = np.zeros((300, 400), np.uint32)
    now = before.copy()
    now[70:90, 130:140] = 9
    changed = changed_cells(now, before, np.ones(grid_shape(400, 300), np.bool_))
    assert tight_rects(changed, 400, 300, 8) == [Rect(128, 70, 16, 20)]


def test_a_page_that_changed_everywhere_is_one_rectangle_of_each_size_that_fits():
    cells = no_cells(512, 512)
    cells[:] = True
    assert tight_rects(cells, 512, 512, 8) == [Rect(0, 0, 512, 512)]
    assert len(tight_rects(cells, 512, 512, 4)) == 4


def test_two_specks_far_apart_in_one_row_of_tiles_are_not_drawn_as_one():
    cells = no_cells(640, 64)
    cells[3, 0] = cells[60, 39] = True
    assert sorted(r.area for r in tight_rects(cells, 640, 64, 10)) == [GRID_PX, GRID_PX]


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
    assert np.array_equal(tiles, tiles_of(changed_cells(pixels, np.zeros_like(pixels), everywhere)))


def test_flat_areas_look_like_text_and_noise_like_an_image():
    flat = np.zeros((TILE, TILE), np.uint32)
    flat[10:20, ::5] = 7
    noise = np.random.default_rng(0).integers(0, 2**32, (TILE, TILE), dtype=np.uint32)
    assert look_of(flat) is Look.TEXT
    assert look_of(noise) is Look.IMAGE
    both = np.hstack([flat, noise, flat])
    marked = np.array([[True, True, False]])
    assert looks(both, marked).tolist() == [[Look.TEXT, Look.IMAGE, 0]]
