"""The strip of cells that a viewer's canvas is asked for."""

from bench.console.strip import CELLS, WRAPS_AT, cells
from hypothesis import given
from hypothesis import strategies as st

COUNTS = st.integers(0, WRAPS_AT - 1)


def test_a_strip_says_its_count_then_a_check() -> None:
    assert "".join(str(int(cell)) for cell in cells(0x123)) == "0001001000111010"


@given(COUNTS)
def test_counts_begin_again_where_the_cells_end(count: int) -> None:
    assert cells(count + WRAPS_AT) == cells(count)


@given(COUNTS, st.integers(0, CELLS - 1))
def test_no_strip_with_one_wrong_cell_says_another_count(count: int, wrong: int) -> None:
    damaged = cells(count)
    damaged[wrong] = not damaged[wrong]
    assert all(cells(other) != damaged for other in range(WRAPS_AT))


def test_a_picture_that_is_all_black_says_nothing() -> None:
    assert all(any(cells(count)) for count in range(WRAPS_AT))
