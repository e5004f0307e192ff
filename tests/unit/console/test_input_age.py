from dataclasses import dataclass

from hypothesis import assume, given
from hypothesis import strategies as st

from telescan.console.input_age import AgeLimits, InputAge, Verdict
from telescan.console.messages import ViewerInput

LIMITS = AgeLimits(pointer_ms=500, key_ms=800)
KEY = {"kind": "key", "keysym": 97, "code": "KeyA", "down": True}
LIFT = KEY | {"down": False}
POINT = {"kind": "pointer", "x": 1, "y": 1, "buttons": 1}


def said(
    seq: int, event: dict[str, object], at_ms: float | None = 0.0, epoch: int = 1
) -> ViewerInput:
    return ViewerInput.model_validate({"seq": seq, "epoch": epoch, "event": event, "at_ms": at_ms})


def release(seq: int, heard_refusal: int = 0) -> ViewerInput:
    return said(seq, {"kind": "release", "heard_refusal": heard_refusal}, None)


@dataclass(frozen=True)
class Pong:
    """One answer of the site: when it left, and how long it took to the page."""

    left_ms: float
    way_ms: float


pongs = st.lists(
    st.builds(Pong, st.floats(0, 10_000), st.floats(0, 20_000)), min_size=1, max_size=20
)
clocks = st.floats(-1e9, 1e9)


def stamp(pongs_heard: list[Pong], page_ahead_ms: float, now_ms: float) -> float:
    """What a page writes on an input that is made at the site's time ``now_ms``."""
    site_ahead_ms = max(p.left_ms - (p.left_ms + p.way_ms + page_ahead_ms) for p in pongs_heard)
    return now_ms + page_ahead_ms + site_ahead_ms


@given(pongs, clocks, st.floats(0, 20_000), st.floats(0, 5_000), st.sampled_from([KEY, POINT]))
def test_nothing_older_than_the_limit_is_applied_whatever_the_link_does(
    history, page_ahead_ms, made_ms, way_ms, event
):
    heard = [pong for pong in history if pong.left_ms + pong.way_ms <= made_ms]
    assume(heard)
    at_ms = stamp(heard, page_ahead_ms, made_ms)
    verdict = InputAge(LIMITS).judge("page", said(1, event, at_ms), made_ms + way_ms)
    limit_ms = LIMITS.key_ms if event is KEY else LIMITS.pointer_ms
    if verdict is Verdict.FRESH:
        assert way_ms <= limit_ms + 1e-3
    if way_ms + min(pong.way_ms for pong in heard) <= limit_ms - 1e-3:
        assume(way_ms + min(pong.way_ms for pong in heard) >= 1e-3)
        assert verdict is Verdict.FRESH


def test_who_is_given_control_again_is_not_refused_for_what_was_late_before():
    age = InputAge(LIMITS)
    assert age.judge("page", said(1, KEY, at_ms=0), 5_000) is Verdict.LATE
    assert age.judge("page", said(2, KEY, at_ms=5_000), 5_010) is Verdict.AFTER_LATE
    assert age.judge("page", said(3, KEY, at_ms=6_000, epoch=2), 6_010) is Verdict.FRESH


@given(st.floats(1, 1e6), st.floats(-1e6, 1e6))
def test_a_page_whose_clock_stood_still_is_refused_not_believed(stood_ms, page_ahead_ms):
    at_ms = stamp([Pong(0, 20)], page_ahead_ms, 1000.0)
    verdict = InputAge(LIMITS).judge("page", said(1, KEY, at_ms), 1000.0 + stood_ms)
    assert verdict is (Verdict.FRESH if 20 + stood_ms <= LIMITS.key_ms else Verdict.LATE)


def test_input_without_a_stamp_or_of_the_future_is_refused():
    assert InputAge(LIMITS).judge("page", said(1, KEY, None), 0.0) is Verdict.LATE
    assert InputAge(LIMITS).judge("page", said(1, KEY, 10.0), 9.0) is Verdict.LATE


def test_keys_may_be_older_than_the_pointer():
    assert InputAge(LIMITS).judge("page", said(1, KEY, 0.0), 700.0) is Verdict.FRESH
    assert InputAge(LIMITS).judge("page", said(1, POINT, 0.0), 700.0) is Verdict.LATE


def test_letting_go_is_never_too_late():
    age = InputAge(LIMITS)
    assert age.judge("page", said(1, LIFT, 0.0), 1e6) is Verdict.FRESH
    assert age.judge("page", release(2), 1e6) is Verdict.FRESH


def test_after_a_late_input_nothing_counts_until_the_page_says_that_it_heard():
    age = InputAge(LIMITS)
    assert age.judge("page", said(5, KEY, 0.0), 1000.0) is Verdict.LATE
    assert age.judge("page", said(6, KEY, 1000.0), 1000.0) is Verdict.AFTER_LATE
    assert age.judge("page", release(7), 1000.0) is Verdict.FRESH
    assert age.judge("page", said(8, KEY, 1000.0), 1000.0) is Verdict.AFTER_LATE
    assert age.judge("page", release(9, heard_refusal=5), 1000.0) is Verdict.FRESH
    assert age.judge("page", said(10, KEY, 1000.0), 1000.0) is Verdict.FRESH


def test_a_late_page_does_not_hold_up_another():
    age = InputAge(LIMITS)
    age.judge("page", said(1, KEY, 0.0), 1000.0)
    assert age.judge("another page", said(1, KEY, 1000.0), 1000.0) is Verdict.FRESH
