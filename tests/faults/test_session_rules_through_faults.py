"""The rules of a session hold at the site through kills, and without the hub."""

import contextlib
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.peers.gateway_site import OPERATOR, SiteUnderTest, running_site
from tests.peers.nats_link import free_port
from websockets.asyncio.server import ServerConnection, serve

from telescan.session.commands import GrantControl
from telescan.session.events import ControlEnd
from telescan.session.fold import fold
from telescan.session.state import SessionState

GRANT = GrantControl(person_id="emil")


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[SiteUnderTest]:
    async with running_site(tmp_path, hub_port=free_port()) as made:
        yield made


async def test_a_killed_gateway_comes_back_with_its_sessions_and_without_the_lease(
    site: SiteUnderTest,
) -> None:
    before = await site.driving()
    site.gateway.end(signal.SIGKILL)
    site.gateway.start()
    await site.ready()
    assert (await site.at_scanner())["driver"] is None
    await site.until(lambda: site.kinds()[-1:] == ["control_ended"])
    assert site.journal[-1].event.cause is ControlEnd.GATEWAY_RESTARTED
    after = await site.do(GRANT, OPERATOR)
    assert after.state is SessionState.OPEN
    assert after.admitted == before.admitted
    assert after.control.epoch > before.control.epoch
    await site.until(lambda: site.kinds()[-1] == "control_granted")
    assert fold(site.journal) == after
    assert len({entry.event_id for entry in site.journal}) == len(site.journal)


async def test_without_the_hub_the_person_beside_the_scanner_takes_control_back(
    site: SiteUnderTest,
) -> None:
    await site.driving()
    await site.hub.server.stop()
    assert (await site.at_scanner())["driver"] == "Emil"
    assert (await site.press("take-back")).status_code == 204
    assert (await site.at_scanner())["driver"] is None
    assert (await site.press("end-views")).status_code == 204
    assert (await site.at_scanner())["viewers"] == []
    await site.hub.server.start()
    await site.until(lambda: site.kinds()[-2:] == ["control_ended", "dismissed"])


async def test_control_ends_when_the_console_channel_is_lost(tmp_path: Path) -> None:
    port = free_port()
    opened: list[ServerConnection] = []

    async def take(connection: ServerConnection) -> None:
        opened.append(connection)
        with contextlib.suppress(Exception):
            await connection.wait_closed()

    async with running_site(tmp_path, hub_port=port) as site:
        async with serve(take, "127.0.0.1", port):
            await site.until(lambda: bool(opened))
            await site.driving()
            assert (await site.at_scanner())["driver"] == "Emil"
        await site.until(lambda: site.kinds()[-1] == "control_ended")
        assert site.journal[-1].event.cause is ControlEnd.LINK_LOST
        assert (await site.at_scanner())["driver"] is None
