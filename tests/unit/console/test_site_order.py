"""The law itself, that the picture comes out right, is in ``test_screen_encoder``."""

import pytest

from telescan.console.site_order import (
    MOST_HELD,
    OrderError,
    SiteOrder,
    SiteUpdate,
    read_site_update,
    write_site_update,
)
from telescan.console.wire_format import Flag, Update, WireError


def sent(generation: int, after: int = 0, flags: Flag = Flag.NONE) -> SiteUpdate:
    return SiteUpdate(Update(generation, 64, 64, flags, ()), after)


def drawn(order: SiteOrder, *items: SiteUpdate) -> list[int]:
    return [update.generation for item in items for update in order.came(item)]


def test_what_waits_for_nothing_is_drawn_as_it_comes():
    order = SiteOrder()
    assert drawn(order, sent(2), sent(1)) == [2, 1]
    assert order.complete == 2


def test_what_touches_another_waits_for_it_and_all_before():
    order = SiteOrder()
    assert drawn(order, sent(3, after=2), sent(2), sent(4)) == [2, 4]
    assert drawn(order, sent(1)) == [1, 3]
    assert order.complete == 4


def test_what_comes_twice_is_drawn_once():
    order = SiteOrder()
    assert drawn(order, sent(1), sent(1), sent(3), sent(3)) == [1, 3]


def test_a_keyframe_makes_up_for_all_before_it():
    order = SiteOrder()
    assert drawn(order, sent(3, after=2), sent(5, flags=Flag.KEYFRAME), sent(2)) == [5]
    assert order.complete == 5


def test_the_picture_is_exact_only_when_nothing_before_is_missing():
    order = SiteOrder()
    (first,) = order.came(sent(2, flags=Flag.EXACT))
    assert Flag.EXACT not in first.flags
    (second,) = order.came(sent(1))
    assert Flag.EXACT in second.flags


def test_a_new_channel_goes_on_from_what_is_complete():
    order = SiteOrder()
    drawn(order, sent(1), sent(3), sent(5, after=4))
    assert order.next_channel() == 1
    assert drawn(order, sent(2), sent(3, after=2)) == [2, 3]
    assert order.complete == 3


def test_a_site_that_never_sends_what_others_wait_for_does_not_fill_the_hub():
    order = SiteOrder()
    with pytest.raises(OrderError):
        drawn(order, *(sent(generation, after=1) for generation in range(2, MOST_HELD + 3)))


def test_on_the_wire_it_stands_before_the_update():
    item = sent(7, after=3)
    assert read_site_update(write_site_update(item)) == item
    with pytest.raises(WireError):
        read_site_update(b"\0\0")
