from hypothesis import given
from hypothesis import strategies as st

from telescan.console.gathering import MOST_PX, gathered
from telescan.console.geometry import Rect

rects = st.builds(
    Rect,
    st.integers(0, 100).map(lambda cell: cell * 16),
    st.integers(0, 1000),
    st.integers(1, 20).map(lambda cells: cells * 16),
    st.integers(1, 100),
)


@given(st.lists(rects, max_size=70), st.booleans())
def test_gathered_rectangles_cover_all_and_grow_only_where_allowed(given_rects, allowed):
    result = gathered(given_rects, lambda _: allowed)
    assert len(result) <= len(given_rects)
    assert all(any(big.union(one) == big for big in result) for one in given_rects)
    if not allowed:
        assert sorted(r.area for r in result) == sorted(r.area for r in given_rects)
    assert all(rect in given_rects or rect.area <= MOST_PX for rect in result)


def test_columns_of_a_log_become_one_rectangle_and_a_far_letter_stays_alone():
    columns = [Rect(x, 700, 48, 378) for x in (64, 192, 368, 560, 640, 784)]
    letter = Rect(1600, 20, 16, 20)
    assert gathered([*columns, letter], lambda _: True) == [letter, Rect(64, 700, 768, 378)]
