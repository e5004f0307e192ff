"""The console's doors as the hub opens them: who gets as far as the site, who does not."""

import contextlib
import json
from collections.abc import AsyncIterator

import pytest
from tests.peers.live_scanner import live_scanner
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from telescan.identity.roles import Role
from telescan.scanner.sources import SourceDescription, SourceKind


@pytest.fixture
async def with_scanner(served):
    await served.services.fleet.heard(live_scanner())
    return served


def viewing(
    hub,
    token: str | None = None,
    scanner_id: str = "county-mr2",
    source: str = "",
    session_id: str = "s1",
):
    headers = {"cookie": f"telescan_session={token}"} if token else {}
    return connect(
        f"ws://127.0.0.1:{hub.port}/api/console/{scanner_id}?session_id={session_id}{source}",
        additional_headers=headers,
        origin=f"http://127.0.0.1:{hub.port}",
        close_timeout=1,
    )


async def token_of(hub, role: Role, site_id: str = "county") -> str:
    return (await hub.browser_of(role, site_id)).cookies["telescan_session"]


async def first_said(socket) -> dict[str, object]:
    return json.loads(await socket.recv())


async def socket_until_closed(socket) -> AsyncIterator[str | bytes]:
    with contextlib.suppress(ConnectionClosed):
        while True:
            yield await socket.recv()


async def console_deeds(hub) -> list[tuple[str, str | None, dict[str, str]]]:
    entries = await hub.services.identity.trail.read(limit=50)
    return [(e.who, e.session_id, e.detail) for e in entries if e.act == "open_console"]


async def test_a_stranger_sees_no_console(with_scanner):
    async with viewing(with_scanner) as socket:
        assert (await first_said(socket))["reason"] == "signed_out"
    assert await console_deeds(with_scanner) == []


async def test_a_role_that_may_see_no_console_is_refused_and_written_down(with_scanner):
    token = await token_of(with_scanner, Role.TRAINEE)
    async with viewing(with_scanner, token) as socket:
        assert (await first_said(socket))["reason"] == "role"
    assert await console_deeds(with_scanner) == [
        ("trainee", "s1", {"outcome": "not_allowed", "source_id": "console"})
    ]


async def test_a_role_at_another_site_does_not_learn_that_the_scanner_exists(with_scanner):
    token = await token_of(with_scanner, Role.EXPERT, "hq")
    for scanner_id in ("county-mr2", "no-such-scanner"):
        async with viewing(with_scanner, token, scanner_id) as socket:
            assert (await first_said(socket))["reason"] == "signed_out"


async def test_an_expert_gets_as_far_as_the_site_and_no_further_after_signing_out(with_scanner):
    token = await token_of(with_scanner, Role.EXPERT)
    async with viewing(with_scanner, token) as socket:
        await socket.send(json.dumps({"type": "hello", "codecs": [1]}))
        assert (await first_said(socket))["type"] not in {"refused", "ended"}
        assert await console_deeds(with_scanner) == [
            ("expert", "s1", {"outcome": "asked_site", "source_id": "console"})
        ]
        browser = await with_scanner.browser()
        await browser.post("/api/sign-out", headers={"cookie": f"telescan_session={token}"})
        *_, last = [json.loads(message) async for message in socket_until_closed(socket)]
        assert last["reason"] == "signed_out"


async def test_a_source_that_the_site_does_not_have_is_refused_and_one_that_it_has_is_not(
    with_scanner,
):
    token = await token_of(with_scanner, Role.EXPERT)
    async with viewing(with_scanner, token, source="&source_id=attic") as socket:
        assert (await first_said(socket))["reason"] == "no_such_source"
    camera = SourceDescription(
        source_id="room", name="Room", kind=SourceKind.CAMERA, drivable=False
    )
    live = live_scanner().model_copy(update={"sources": (camera,)})
    await with_scanner.services.fleet.heard(live)
    async with viewing(with_scanner, token, source="&source_id=room") as socket:
        await socket.send(json.dumps({"type": "hello", "codecs": [1]}))
        assert (await first_said(socket))["type"] not in {"refused", "ended"}
    assert [detail for _, _, detail in await console_deeds(with_scanner)] == [
        {"outcome": "asked_site", "source_id": "room"},
        {"outcome": "no_such_source", "source_id": "attic"},
    ]


async def test_a_gateway_without_its_sites_key_opens_no_channel(with_scanner):
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"ws://127.0.0.1:{with_scanner.port}/gateway/console/county-mr2")
    assert refused.value.response.status_code == 403
