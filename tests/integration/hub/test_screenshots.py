"""Screenshots of a session's console at the hub: kept once, by and for whom it may be."""

from datetime import UTC, datetime
from io import BytesIO

import httpx
import pytest
from PIL import Image
from tests.peers.live_scanner import live_scanner

from telescan.identity.roles import Actor, Role
from telescan.session.events import Admitted, Closed, HelpAsked, Recorded, Taken
from telescan.session.screenshot import MAX_BYTES

ID = "0123456789abcdef" * 2
TAKEN = {
    "taken_at": "2026-05-04T01:30:00Z",
    "caption": "运动伪影 → TE 85",
    "inexact": ["0,16,320,64", "400,0,16,16"],
    "whole_exact": "false",
}


def picture(colour: str = "teal") -> bytes:
    file = BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
async def in_session(hub_on_each_database):
    """A session of county-mr2 whose operator asked, whose expert is admitted."""
    hub = hub_on_each_database
    await hub.services.fleet.heard(live_scanner())
    people = {}
    for role in (Role.OPERATOR, Role.EXPERT):
        browser = await hub.browser_of(role)
        person_id = (await browser.get("/api/me")).json()["person_id"]
        people[role] = Actor(person_id=person_id, display_name=role, roles=frozenset({role}))
    operator, expert = people.values()
    asked = HelpAsked(scanner_id="county-mr2", reason="motion", body_region="head", urgent=False)
    events = ((operator, asked), (expert, Taken()), (operator, Admitted(person=expert)))
    for sequence, (actor, event) in enumerate(events, 1):
        await hub.services.sessions.receive(recorded(sequence, actor, event))
    return hub


def recorded(sequence: int, actor: Actor, event: object) -> Recorded:
    return Recorded(
        event_id=f"e-{sequence}",
        site_id="county",
        scanner_id="county-mr2",
        session_id="s1",
        sequence=sequence,
        at=datetime.now(UTC),
        actor=actor,
        event=event,
    )


async def keep(browser, content: bytes, screenshot_id: str = ID) -> httpx.Response:
    return await browser.put(
        f"/api/sessions/s1/screenshots/{screenshot_id}", params=TAKEN, content=content
    )


async def test_a_screenshot_is_kept_as_it_was_sent_with_all_that_was_said_of_it(in_session):
    expert = await in_session.signed_in("expert")
    answer = await keep(expert, picture())
    assert answer.status_code == 200, answer.text
    (listed,) = (await expert.get("/api/sessions/s1/screenshots")).json()
    assert listed == answer.json()
    assert listed["taken"]["caption"] == TAKEN["caption"]
    assert listed["taken"]["inexact"] == TAKEN["inexact"]
    assert (listed["width_px"], listed["height_px"]) == (64, 48)
    got = await expert.get(f"/api/sessions/s1/screenshots/{ID}")
    assert got.headers["content-type"] == "image/png"
    assert got.content == picture()


async def test_a_screenshot_sent_again_is_kept_once_and_another_under_its_name_refused(in_session):
    expert = await in_session.signed_in("expert")
    first, again = await keep(expert, picture()), await keep(expert, picture())
    assert first.json() == again.json()
    assert len((await expert.get("/api/sessions/s1/screenshots")).json()) == 1
    assert (await keep(expert, picture("red"))).status_code == 403
    assert (await expert.get(f"/api/sessions/s1/screenshots/{ID}")).content == picture()


async def test_keeping_is_audited_with_the_pictures_hash(in_session):
    expert = await in_session.signed_in("expert")
    sha256 = (await keep(expert, picture())).json()["sha256"]
    entries = await in_session.services.identity.trail.read(limit=50)
    kept = [e for e in entries if e.act == "keep_screenshot"]
    assert [(e.who, e.session_id, e.detail["sha256"]) for e in kept] == [("expert", "s1", sha256)]


async def test_a_picture_that_may_show_the_patients_name_is_for_those_who_may_see_it(in_session):
    operator, expert = [await in_session.signed_in(who) for who in ("operator", "expert")]
    await keep(operator, picture())
    (listed,) = (await expert.get("/api/sessions/s1/screenshots")).json()
    assert listed["shows_identity"]
    address = f"/api/sessions/s1/screenshots/{ID}"
    assert (await expert.get(address)).status_code == 403
    assert (await operator.get(address)).status_code == 200


async def test_who_is_not_in_the_session_keeps_nothing(in_session):
    stranger = await in_session.browser_of(Role.RADIOLOGIST)
    answer = await keep(stranger, picture())
    assert (answer.status_code, answer.json()["code"]) == (403, "not_admitted")


async def test_the_expert_may_still_send_what_was_taken_before_the_session_ended(in_session):
    expert = await in_session.signed_in("expert")
    person_id = (await expert.get("/api/me")).json()["person_id"]
    actor = Actor(person_id=person_id, display_name="E", roles=frozenset({Role.EXPERT}))
    await in_session.services.sessions.receive(recorded(4, actor, Closed(note="Longer TR")))
    assert (await keep(expert, picture())).status_code == 200


@pytest.mark.parametrize("content", [b"", b"GIF89a", picture()[:-3]], ids=["none", "gif", "cut"])
async def test_what_is_no_png_is_refused_by_name(in_session, content):
    expert = await in_session.signed_in("expert")
    answer = await keep(expert, content)
    assert (answer.status_code, answer.json()["field"]) == (422, "body")


async def test_a_body_that_is_too_long_is_not_read_to_its_end(in_session):
    expert = await in_session.signed_in("expert")
    read = 0

    async def endless():
        nonlocal read
        while True:
            read += 1024**2
            yield bytes(1024**2)

    assert (await keep(expert, endless())).status_code == 413
    assert read <= MAX_BYTES + 2 * 1024**2
