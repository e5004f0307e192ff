from hypothesis import given
from hypothesis import strategies as st

from telescan.console.rfb.liveness import (
    ANSWER_DRIVEN_S,
    ANSWER_S,
    QUIET_DRIVEN_S,
    QUIET_S,
    Finding,
    Liveness,
)

LOOK_S = 0.2


def hangs_at(*, driven: bool, until_s: float = 20.0) -> tuple[float | None, float | None]:
    """Tell when a server that says nothing from 0 on gets no more input, and when it is left."""
    life = Liveness(0.0)
    mute_s = None
    for step in range(int(until_s / LOOK_S)):
        now_s = step * LOOK_S
        if mute_s is None and not life.responsive(now_s):
            mute_s = now_s
        if driven and mute_s is None:
            life.driven(now_s)
        if life.look(now_s, watched=True) is Finding.HANGS:
            return mute_s, now_s
    return mute_s, None


def test_a_watched_server_that_hangs_is_found_out():
    _, left_s = hangs_at(driven=False)
    assert left_s is not None
    assert left_s <= QUIET_S + ANSWER_S + 2 * LOOK_S


def test_a_driven_server_that_hangs_gets_no_input_after_a_second():
    mute_s, left_s = hangs_at(driven=True)
    assert mute_s is not None
    assert mute_s <= QUIET_DRIVEN_S + ANSWER_DRIVEN_S + 2 * LOOK_S
    assert left_s is not None


@given(st.lists(st.floats(0.01, ANSWER_S - 0.01), min_size=1, max_size=30))
def test_a_server_that_answers_is_never_taken_for_a_hanging_one(answer_times_s):
    life, now_s = Liveness(0.0), 0.0
    for answer_s in answer_times_s:
        while life.look(now_s, watched=True) is not Finding.ASK:
            now_s += LOOK_S
        assert life.look(now_s + answer_s, watched=True) is Finding.NOTHING
        now_s += answer_s
        life.heard(now_s)
        assert life.responsive(now_s)


def test_a_server_that_nobody_watches_is_left_in_peace():
    life = Liveness(0.0)
    assert {life.look(step * 1.0, watched=False) for step in range(100)} == {Finding.NOTHING}


def test_a_pause_of_our_own_is_not_the_servers():
    life = Liveness(0.0)
    assert life.look(QUIET_S, watched=True) is Finding.ASK
    assert life.look(QUIET_S + 60.0, watched=True) is Finding.NOTHING
