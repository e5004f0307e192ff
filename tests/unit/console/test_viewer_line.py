from hypothesis import given
from hypothesis import strategies as st

from telescan.console.messages import DriverChanged, Pong, Watchers
from telescan.console.viewer_line import MOST_WAITING, ViewerLine
from telescan.identity.roles import Actor, Role

EXPERT = Actor(person_id="e", display_name="Expert", roles=frozenset({Role.EXPERT}))


def joined(from_generation: int = 0) -> ViewerLine:
    line = ViewerLine("v", EXPERT, frozenset({1, 2}))
    line.joined_from = from_generation
    return line


def test_nothing_is_shown_before_the_site_admits():
    line = ViewerLine("v", EXPERT, frozenset({1}))
    assert line.start_picture(5) is None


def test_pictures_from_before_the_admission_are_not_shown():
    line = joined(from_generation=6)
    assert line.start_picture(5) is None
    assert line.start_picture(6) == 0


@given(st.lists(st.booleans(), max_size=40))
def test_one_picture_is_under_way_and_the_next_is_the_newest(answers):
    line, under_way = joined(), 0
    for newest, answered in enumerate(answers, 1):
        if answered and under_way:
            line.acknowledge(under_way)
            under_way = 0
        since = line.start_picture(newest)
        assert (since is None) == (under_way != 0)
        under_way = under_way or newest


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
