"""Marks and paces at the hub's relay, between viewers and a gateway that notes what it is told."""

import asyncio
from datetime import UTC, datetime

import pytest
from pydantic import BaseModel

from telescan.console.mark_messages import Draw, Marked, Shape, Unmarked
from telescan.console.messages import (
    Ack,
    ChannelOpened,
    Ended,
    Hello,
    Joined,
    Pace,
    RefusalReason,
)
from telescan.console.relay import ScannerRelay
from telescan.console.site_order import SiteUpdate, write_site_update
from telescan.console.viewer import Viewer
from telescan.console.wire_format import Flag, Update
from telescan.identity.roles import Actor, Role

BOX = Draw(number=1, shape=Shape.BOX, stays=True, points=((10, 10), (90, 60)))


class NotingGateway:
    def __init__(self) -> None:
        self.told: list[BaseModel] = []

    def say(self, message: BaseModel) -> None:
        self.told.append(message)


class Console:
    def __init__(self) -> None:
        self.gateway = NotingGateway()
        self.relay = ScannerRelay("mr2", lambda: datetime(2026, 5, 4, tzinfo=UTC))
        self.relay.gateway_opened(self.gateway)
        self.relay.gateway_said(ChannelOpened(stream_id="s"))

    def asks(self, name: str) -> Viewer:
        actor = Actor(person_id=name, display_name=name.title(), roles=frozenset({Role.EXPERT}))
        return self.relay.join(actor, "session", Hello(codecs=frozenset({1})))

    def admitted(self, name: str) -> Viewer:
        viewer = self.asks(name)
        viewer_id = viewer.line.viewer_id
        self.relay.gateway_said(Joined(viewer_id=viewer_id, from_generation=1))
        return viewer

    def marks(self, viewer: Viewer) -> list[BaseModel]:
        return [m for m in self.relay.texts_for(viewer) if isinstance(m, Marked | Unmarked)]


@pytest.fixture
def console() -> Console:
    return Console()


def test_what_one_draws_the_others_are_told_and_the_site_is_not(console):
    chen, rao = console.admitted("chen"), console.admitted("rao")
    before = len(console.gateway.told)
    rao.bell.clear()
    console.relay.viewer_said(chen, BOX)
    assert rao.bell.is_set()
    (told,) = console.marks(rao)
    assert (told.display_name, told.points) == ("Chen", BOX.points)
    assert len(console.gateway.told) == before


def test_who_joins_late_is_told_what_stands(console):
    console.relay.viewer_said(console.admitted("chen"), BOX)
    assert len(console.marks(console.admitted("rao"))) == 1


def test_who_is_not_admitted_neither_draws_nor_sees_marks(console):
    chen, stranger = console.admitted("chen"), console.asks("stranger")
    console.relay.viewer_said(chen, BOX)
    console.relay.viewer_said(stranger, BOX)
    assert console.marks(stranger) == []
    assert [told.display_name for told in console.marks(chen)] == ["Chen"]


def test_the_marks_of_who_is_dismissed_go(console):
    chen, rao = console.admitted("chen"), console.admitted("rao")
    console.relay.viewer_said(chen, BOX)
    console.marks(rao)
    ended = Ended(viewer_id=chen.line.viewer_id, reason=RefusalReason.ADMISSION_ENDED)
    console.relay.gateway_said(ended)
    assert console.marks(rao) == [Unmarked(mark_ids=(f"{chen.line.viewer_id}-1",))]


def test_marks_do_not_outlast_the_last_viewer(console):
    chen = console.admitted("chen")
    console.relay.viewer_said(chen, BOX)
    console.relay.leave(chen)
    assert console.marks(console.admitted("rao")) == []


async def test_a_slow_pace_rings_again_when_the_next_picture_is_due(console):
    chen = console.admitted("chen")
    console.relay.viewer_said(chen, Pace(most_hz=20))
    for generation in (1, 2):
        update = Update(generation, 16, 16, Flag.KEYFRAME | Flag.EXACT, ())
        console.relay.picture_came(write_site_update(SiteUpdate(update, after=0)))
        shown = console.relay.next_frame(chen)
        if generation == 1:
            assert shown is not None
            console.relay.viewer_said(chen, Ack(generation=1))
    assert shown is None
    chen.bell.clear()
    async with asyncio.timeout(5):
        await chen.bell.wait()
    assert console.relay.next_frame(chen) is not None
