"""The live feed by a real server and a real WebSocket: who hears what, and who is cut off."""

import json
from contextlib import AsyncExitStack
from datetime import date

import pytest
from tests.peers.live_scanner import live_scanner
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from telescan.hub import live as live_module
from telescan.hub.live_messages import SiteChanged
from telescan.identity.roles import Role, RoleGrant
from telescan.scanner.driver import (
    Exam,
    Patient,
)
from telescan.wire.messages import ScannerLive


def scanner_live(site_id: str = "county", scanner_id: str = "county-mr2") -> ScannerLive:
    patient = Patient(
        name="Zhang^San", patient_id="4711", birth_date=date(1960, 1, 2), sex="M", weight_kg=70
    )
    exam = Exam(
        exam_id="e1", study_instance_uid="1.2.3", body_region="head", patient=patient, series=()
    )
    return live_scanner(exam, site_id=site_id, scanner_id=scanner_id)


class Listeners:
    def __init__(self, hub, stack: AsyncExitStack) -> None:
        self._hub = hub
        self._stack = stack

    async def open(
        self, username: str, *grants: RoleGrant, reads_ahead: int | None = 16
    ) -> ClientConnection:
        await self._hub.add(username, *grants)
        browser = await self._hub.signed_in(username)
        token = browser.cookies["telescan_session"]
        return await self._stack.enter_async_context(
            connect(
                f"ws://127.0.0.1:{self._hub.port}/api/live",
                additional_headers={"cookie": f"telescan_session={token}"},
                origin=f"http://127.0.0.1:{self._hub.port}",
                max_queue=reads_ahead,
                close_timeout=1,
            )
        )


@pytest.fixture
async def listeners(served):
    async with AsyncExitStack() as stack:
        yield Listeners(served, stack)


async def heard(socket: ClientConnection, topic: str) -> dict[str, object]:
    while True:
        message = json.loads(await socket.recv())
        if message["topic"] == topic:
            return message


async def test_a_listener_is_told_the_present_first_and_then_each_change(served, listeners):
    socket = await listeners.open("chen", RoleGrant(role=Role.EXPERT))
    sites = [json.loads(await socket.recv())["site"] for _ in range(2)]
    assert [(s["site_id"], s["online"]) for s in sites] == [("hq", False), ("county", False)]
    await served.services.fleet.heard(scanner_live())
    assert (await heard(socket, "scanner"))["scanner"]["online"] is True
    assert (await heard(socket, "site"))["site"]["online"] is True


async def test_only_who_may_see_the_patient_is_told_the_name(served, listeners):
    operator = await listeners.open("li", RoleGrant(role=Role.OPERATOR, site_id="county"))
    expert = await listeners.open("chen", RoleGrant(role=Role.EXPERT))
    await served.services.fleet.heard(scanner_live())
    for socket, name in ((operator, "Zhang^San"), (expert, "")):
        scanner = (await heard(socket, "scanner"))["scanner"]
        patient = scanner["status"]["exam"]["patient"]
        assert patient["name"] == name
        assert patient["weight_kg"] == 70


async def test_who_has_no_role_at_a_site_hears_nothing_of_it(served, listeners):
    socket = await listeners.open("wang", RoleGrant(role=Role.OPERATOR, site_id="hq"))
    await served.services.fleet.heard(scanner_live())
    await served.services.fleet.heard(scanner_live("hq", "hq-mr1"))
    first = await heard(socket, "scanner")
    assert first["scanner"]["scanner_id"] == "hq-mr1"


async def test_strangers_and_foreign_pages_hear_nothing(served):
    address = f"ws://127.0.0.1:{served.port}/api/live"
    with pytest.raises(InvalidStatus) as stranger:
        await connect(address)
    assert stranger.value.response.status_code == 401
    with pytest.raises(InvalidStatus) as foreign:
        await connect(address, origin="https://evil.example")
    assert foreign.value.response.status_code == 403


async def test_who_signs_out_is_cut_off(served, listeners, monkeypatch):
    monkeypatch.setattr(live_module, "ASKS_WHO_EVERY_S", 0.05)
    socket = await listeners.open("chen", RoleGrant(role=Role.EXPERT))
    browser = await served.browser()
    token = socket.request.headers["cookie"].partition("=")[2]
    await browser.post("/api/sign-out", headers={"cookie": f"telescan_session={token}"})
    with pytest.raises(ConnectionClosed) as closed:
        await heard(socket, "never")
    assert closed.value.rcvd.code == live_module.SIGNED_OUT


async def test_a_reader_that_is_too_slow_is_cut_off_rather_than_fed_old_news(served, listeners):
    socket = await listeners.open("chen", RoleGrant(role=Role.EXPERT), reads_ahead=1)
    await heard(socket, "site")
    site = served.services.fleet.sites()[0]
    for number in range(live_module.QUEUE_LENGTH + 1_000):
        changed = site.model_copy(update={"delay_ms": float(number), "name": "x" * 20_000})
        served.services.live.tell(SiteChanged(site=changed))
    with pytest.raises(ConnectionClosed) as closed:
        await heard(socket, "never")
    assert closed.value.rcvd.code == live_module.SLOW_READER


async def test_a_listener_that_talks_is_listened_to_no_more_than_before(served, listeners, caplog):
    socket = await listeners.open("chen", RoleGrant(role=Role.EXPERT))
    await socket.send("hello")
    await socket.send(b"hello")
    await served.services.fleet.heard(scanner_live())
    assert (await heard(socket, "scanner"))["scanner"]["online"] is True
    assert not caplog.records


async def test_the_present_of_many_sites_is_no_reason_to_cut_a_listener_off(served, listeners):
    site = served.services.fleet.sites()[0]
    many = [
        site.model_copy(update={"site_id": f"s{n}"}) for n in range(live_module.QUEUE_LENGTH * 2)
    ]
    served.services.live._present = lambda: (SiteChanged(site=one) for one in many)
    socket = await listeners.open("chen", RoleGrant(role=Role.EXPERT))
    told = [json.loads(await socket.recv())["site"]["site_id"] for _ in many]
    assert told == [one.site_id for one in many]
