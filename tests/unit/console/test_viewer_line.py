import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from telescan.console.messages import DriverChanged, PointerMoved, Pong, Watchers
from telescan.console.viewer_line import MOST_WAITING, ViewerLine
from telescan.identity.roles import Actor, Role

EXPERT = Actor(person_id="e", display_name="Expert", roles=frozenset({Role.EXPERT}))


def joined(from_generation: int = 0) -> ViewerLine:
    line = ViewerLine("v", EXPERT, frozenset({1, 2}))
    line.joined_from = from_generation
    return line


def test_nothing_is_shown_before_the_site_admits():
    line = ViewerLine("v", EXPERT, frozenset({1}))
    assert line.start_picture(5, 5) is None


def test_pictures_from_before_the_admission_are_not_shown():
    line = joined(from_generation=6)
    assert line.start_picture(5, 5) is None
    assert line.start_picture(6, 6) == 0


@given(st.lists(st.booleans(), max_size=40))
def test_one_picture_is_under_way_and_the_next_is_the_newest(answers):
    line, under_way = joined(), 0
    for newest, answered in enumerate(answers, 1):
        if answered and under_way:
            line.acknowledge(under_way)
            under_way = 0
        since = line.start_picture(newest, newest)
        assert (since is None) == (under_way != 0)
        under_way = under_way or newest


def test_something_small_follows_a_picture_that_is_under_way():
    line = joined()
    assert line.may_follow(1) is None
    line.start_picture(1, 1)
    assert line.may_follow(1) is None
    assert line.may_follow(2) == 1
    line.follow(2)
    assert line.may_follow(3) is None
    line.acknowledge(1)
    assert line.start_picture(3, 3) is None
    line.acknowledge(2)
    assert line.start_picture(3, 3) == 2


def test_of_each_status_only_the_newest_is_sent():
    line = joined()
    line.tell(Watchers(names=("A",)))
    line.tell(DriverChanged())
    line.tell(Watchers(names=("A", "B")))
    assert set(map(repr, line.take_texts())) == {
        repr(Watchers(names=("A", "B"))),
        repr(DriverChanged()),
    }
    assert line.take_texts() == []


def test_a_viewer_that_takes_no_answers_is_overrun():
    line = joined()
    for i in range(MOST_WAITING):
        line.answer(Pong(viewer_id="v", id=i, by="hub"))
    assert not line.overrun
    line.answer(Pong(viewer_id="v", id=99, by="hub"))
    assert line.overrun


@given(st.floats(0.2, 60), st.lists(st.floats(0, 10), max_size=60))
def test_pictures_keep_the_pace_that_was_asked_for(most_hz, times_s):
    line, sent_at = joined(), []
    line.pace(most_hz)
    for newest, now_s in enumerate(sorted(times_s), 1):
        if line.start_picture(newest, newest, now_s) is not None:
            sent_at.append(now_s)
            line.acknowledge(newest)
        else:
            assert line.wait_s(now_s) > 0
    assert all(b - a >= 1 / most_hz - 1e-9 for a, b in itertools.pairwise(sent_at))


def test_who_wants_none_is_sent_none_and_then_the_newest_at_once():
    line = joined()
    line.pace(0)
    assert line.start_picture(1, 1, 1.0) is None
    assert line.wait_s(1.0) == math.inf
    line.pace(None)
    assert line.start_picture(7, 7, 1.0) == 0


def test_who_wants_no_pictures_is_not_told_where_the_pointer_goes():
    line = joined()
    line.pace(0)
    line.tell(PointerMoved(x=1, y=1))
    line.tell(DriverChanged())
    assert line.take_texts() == [DriverChanged()]
    line.pace(2)
    assert line.take_texts() == [PointerMoved(x=1, y=1)]
