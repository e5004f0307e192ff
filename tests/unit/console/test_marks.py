from hypothesis import given
from hypothesis import strategies as st

from telescan.console.mark_messages import MOST_POINTS, Draw, Erase, Marked, Shape, Unmarked
from telescan.console.marks import (
    DRAWS_PER_S,
    FADES_MS,
    MOST_MARKS,
    POINTER_FADES_MS,
    MarkBoard,
    MarkReader,
)
from telescan.identity.roles import Actor, Role

PEOPLE = {
    "e": Actor(person_id="e", display_name="Chen", roles=frozenset({Role.EXPERT})),
    "o": Actor(person_id="o", display_name="Li", roles=frozenset({Role.OPERATOR})),
    "r": Actor(person_id="r", display_name="Rao", roles=frozenset({Role.RADIOLOGIST})),
}
EXPERT, OPERATOR, RADIOLOGIST = PEOPLE["e"], PEOPLE["o"], PEOPLE["r"]


def arrow(number: int = 1, *, stays: bool = True, end: int = 9) -> Draw:
    return Draw(number=number, shape=Shape.ARROW, stays=stays, points=((1, 2), (end, end)))


def line(first: int, *points: tuple[int, int], number: int = 1) -> Draw:
    return Draw(number=number, shape=Shape.FREEHAND, stays=True, first=first, points=points)


class Page:
    """What a page makes of what it is told."""

    def __init__(self, reader: MarkReader) -> None:
        self._reader = reader
        self.marks: dict[str, tuple[Shape, tuple[tuple[int, int], ...]]] = {}
        self.told: list[Marked | Unmarked] = []

    def listen(self, now_ms: float = 0.0) -> None:
        for message in self._reader.take(now_ms):
            self.told.append(message)
            match message:
                case Marked():
                    before = self.marks.get(message.mark_id, (message.shape, ()))[1]
                    assert message.first <= len(before)
                    points = before[: message.first] + message.points
                    self.marks[message.mark_id] = (message.shape, points)
                case Unmarked():
                    for mark_id in message.mark_ids:
                        del self.marks[mark_id]


draws = st.builds(
    lambda number, shape, first, points: Draw(
        number=number, shape=shape, stays=True, first=first, points=tuple(points)
    ),
    st.integers(0, 2),
    st.sampled_from(Shape),
    st.integers(0, 4),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=3),
)
erasures = st.builds(
    lambda number, everybody: Erase(number=number, of_everybody=everybody),
    st.none() | st.integers(0, 2),
    st.booleans(),
)
acts = st.lists(st.tuples(st.sampled_from("eor"), draws | erasures, st.booleans()), max_size=40)


@given(acts)
def test_who_listens_seldom_sees_what_who_listens_always_and_who_joins_late_see(acts):
    board = MarkBoard()
    seldom, always = Page(board.reader()), Page(board.reader())
    for viewer_id, act, listens in acts:
        if isinstance(act, Draw):
            board.draw(viewer_id, PEOPLE[viewer_id], act, 0)
        else:
            board.erase(viewer_id, PEOPLE[viewer_id], act)
        always.listen()
        if listens:
            seldom.listen()
    late = Page(board.reader())
    seldom.listen()
    late.listen()
    assert seldom.marks == always.marks == late.marks
    assert set(late.marks) == set(board.living(0))


def test_a_mark_carries_the_name_of_who_is_signed_in():
    board = MarkBoard()
    page = Page(board.reader())
    board.draw("v", EXPERT, arrow(), 0)
    page.listen()
    assert (page.told[0].person_id, page.told[0].display_name) == ("e", "Chen")


def test_two_people_have_two_colours_and_one_person_has_one():
    board = MarkBoard()
    page = Page(board.reader())
    for viewer_id, actor in (("a", EXPERT), ("b", EXPERT), ("c", OPERATOR)):
        board.draw(viewer_id, actor, arrow(), 0)
    page.listen()
    colours = [told.colour for told in page.told]
    assert colours[0] == colours[1] != colours[2]


def test_a_line_that_grows_is_told_by_its_new_points_alone():
    board = MarkBoard()
    page = Page(board.reader())
    board.draw("v", EXPERT, line(0, (1, 1), (2, 2)), 0)
    page.listen()
    board.draw("v", EXPERT, line(2, (3, 3)), 0)
    page.listen()
    assert (page.told[-1].first, page.told[-1].points) == (2, ((3, 3),))


def test_points_that_leave_a_gap_change_nothing():
    board = MarkBoard()
    board.draw("v", EXPERT, line(0, (1, 1)), 0)
    assert not board.draw("v", EXPERT, line(5, (2, 2)), 0)


def test_a_line_ends_at_the_most_points_it_may_have():
    board = MarkBoard()
    page = Page(board.reader())
    for first in range(0, 2 * MOST_POINTS, 64):
        if first < MOST_POINTS:
            board.draw("v", EXPERT, line(first, *[(1, 1)] * 64), first * 1000)
    assert not board.draw("v", EXPERT, line(MOST_POINTS - 1, (1, 1), (2, 2)), 10**9)
    page.listen(10**9)
    assert len(page.marks["v-1"][1]) == MOST_POINTS


def test_with_one_mark_too_many_the_oldest_goes():
    board = MarkBoard()
    for number in range(1, MOST_MARKS + 2):
        board.draw("v", EXPERT, arrow(number), number * 1000)
    living = board.living(0)
    assert len(living) == MOST_MARKS
    assert "v-1" not in living


@given(st.lists(st.floats(0, 5_000), min_size=200, max_size=400))
def test_nobody_draws_faster_than_the_limit(times_ms):
    board = MarkBoard()
    times_ms.sort()
    taken = sum(board.draw("v", EXPERT, arrow(), now_ms) for now_ms in times_ms)
    assert taken <= 90 + DRAWS_PER_S * (times_ms[-1] - times_ms[0]) / 1000 + 1


def test_what_does_not_stay_fades_and_the_page_is_told_its_age():
    board = MarkBoard()
    board.draw("v", EXPERT, arrow(stays=False), 0)
    late = Page(board.reader())
    late.listen(FADES_MS - 1000)
    assert late.told[0].age_ms == FADES_MS - 1000
    assert board.living(FADES_MS + 1) == {}
    board.draw("v", EXPERT, Draw(number=0, shape=Shape.POINTER, points=((1, 1),)), 0)
    assert board.living(POINTER_FADES_MS + 1) == {}


def test_one_erases_ones_own_and_only_operator_and_expert_everybodys():
    board = MarkBoard()
    board.draw("e", EXPERT, arrow(), 0)
    board.draw("r", RADIOLOGIST, arrow(), 0)
    board.erase("r", RADIOLOGIST, Erase(of_everybody=True))
    assert set(board.living(0)) == {"e-1"}
    board.draw("r", RADIOLOGIST, arrow(), 0)
    board.erase("o", OPERATOR, Erase(of_everybody=True))
    assert board.living(0) == {}


def test_nobody_erases_or_goes_on_with_anothers_mark():
    board = MarkBoard()
    board.draw("e", EXPERT, line(0, (1, 1)), 0)
    assert not board.draw("r", RADIOLOGIST, line(1, (2, 2)), 0)
    assert not board.erase("r", RADIOLOGIST, Erase(number=1))


def test_with_a_viewer_its_pointer_goes_and_what_it_drew_stays():
    board = MarkBoard()
    board.draw("v", EXPERT, Draw(number=0, shape=Shape.POINTER, points=((1, 1),)), 0)
    board.draw("v", EXPERT, arrow(), 0)
    board.viewer_left("v")
    assert set(board.living(0)) == {"v-1"}
