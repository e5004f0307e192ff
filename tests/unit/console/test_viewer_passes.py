"""Passes to a console over QUIC: for one visit, once, soon, and by this hub only."""

import base64
import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import HTTPConnection

from telescan.console.viewer_passes import GOOD_FOR, PassError, ViewerPasses
from telescan.console.visit import Visit
from telescan.identity.roles import Actor, Role

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


EXPERT = Actor(person_id="expert", display_name="Expert", roles=frozenset({Role.EXPERT}))


def visit() -> Visit:
    return Visit(HTTPConnection({"type": "http"}), "mr2", "s1", EXPERT)


def passes(secret: bytes = b"secret") -> ViewerPasses:
    numbers = itertools.count()
    return ViewerPasses(secret, lambda: str(next(numbers)))


def test_a_pass_lets_in_once_whom_it_was_given_to():
    office, coming = passes(), visit()
    token = office.give(coming, coming.actor, NOW)
    assert office.take(token, "mr2", "console", NOW) is coming
    with pytest.raises(PassError, match="used"):
        office.take(token, "mr2", "console", NOW)


@pytest.mark.parametrize("place", [("mr1", "console"), ("mr2", "injector")])
def test_a_pass_is_for_one_source_of_one_scanner(place):
    office = passes()
    token = office.give(visit(), EXPERT, NOW)
    with pytest.raises(PassError, match="another"):
        office.take(token, *place, NOW)


def test_an_old_pass_lets_nobody_in():
    office = passes()
    token = office.give(visit(), EXPERT, NOW)
    with pytest.raises(PassError, match="old"):
        office.take(token, "mr2", "console", NOW + GOOD_FOR + dt.timedelta(seconds=1))


def test_a_pass_of_another_hub_or_another_person_is_told_by_its_signature():
    office = passes()
    with pytest.raises(PassError, match="not by this hub"):
        office.take(passes(b"other").give(visit(), EXPERT, NOW), "mr2", "console", NOW)
    text, _, signature = office.give(visit(), EXPERT, NOW).partition(".")
    claims = base64.urlsafe_b64decode(text).replace(b"expert", b"leader")
    forged = base64.urlsafe_b64encode(claims).decode()
    with pytest.raises(PassError, match="not by this hub"):
        office.take(f"{forged}.{signature}", "mr2", "console", NOW)


@given(st.text(max_size=60))
def test_whatever_else_is_brought_is_a_named_fault(token):
    with pytest.raises(PassError):
        passes().take(token, "mr2", "console", NOW)
