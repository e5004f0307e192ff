import asyncio
import datetime as dt

import pytest
from tests.peers.entries import OPERATOR
from tests.peers.nats_link import SCANNER, SITE, HubSide, SiteSide

from telescan.session.commands import Take
from telescan.wire.commands import CommandServer, SiteCommands
from telescan.wire.errors import SiteUnreachableError
from telescan.wire.live import publish_live, watch_live
from telescan.wire.messages import CommandReply, CommandRequest, Problem, ScannerLive

Sides = tuple[HubSide, SiteSide]
REQUEST = CommandRequest(session_id="s1", actor=OPERATOR, command=Take())


async def test_a_command_is_answered_by_the_gateway(link: Sides) -> None:
    hub, site = link
    refusal = CommandReply(problem=Problem(code="not_now", detail="somebody else took it"))
    asked: list[CommandRequest] = []

    async def handle(request: CommandRequest) -> CommandReply:
        asked.append(request)
        return refusal

    server, commands = CommandServer(site.client, SITE, handle), SiteCommands(hub.client)
    await server.start()
    await asyncio.sleep(0.2)
    assert await commands.send(SITE, REQUEST) == refusal
    assert asked == [REQUEST]
    assert 0 < await commands.ping(SITE) < 2_000


async def test_a_command_that_breaks_the_gateway_is_answered_all_the_same(link: Sides) -> None:
    hub, site = link

    async def handle(request: CommandRequest) -> CommandReply:
        raise RuntimeError("a bug")

    server, commands = CommandServer(site.client, SITE, handle), SiteCommands(hub.client)
    await server.start()
    await asyncio.sleep(0.2)
    reply = await commands.send(SITE, REQUEST)
    assert reply.problem is not None
    assert reply.problem.code == "gateway_error"


async def test_a_slow_command_does_not_hold_up_the_next(link: Sides) -> None:
    hub, site = link
    second_came = asyncio.Event()

    async def handle(request: CommandRequest) -> CommandReply:
        if request.session_id == "slow":
            await second_came.wait()
        else:
            second_came.set()
        return CommandReply()

    server, commands = CommandServer(site.client, SITE, handle), SiteCommands(hub.client)
    await server.start()
    await asyncio.sleep(0.2)
    slow = REQUEST.model_copy(update={"session_id": "slow"})
    replies = await asyncio.gather(commands.send(SITE, slow), commands.send(SITE, REQUEST))
    assert replies == [CommandReply(), CommandReply()]


async def test_a_site_that_is_not_there_is_named(link: Sides) -> None:
    hub, _ = link
    with pytest.raises(SiteUnreachableError, match="site county"):
        await SiteCommands(hub.client).send(SITE, REQUEST, timeout_s=0.5)
    with pytest.raises(SiteUnreachableError, match="site nowhere"):
        await SiteCommands(hub.client).ping("nowhere", timeout_s=0.5)


async def test_a_scanners_state_reaches_the_hub(link: Sides) -> None:
    hub, site = link
    states: asyncio.Queue[ScannerLive] = asyncio.Queue()
    await watch_live(hub.client, [SITE], states.put)
    state = ScannerLive(
        site_id=SITE,
        scanner_id=SCANNER,
        name="MR1",
        at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        reachable=False,
        description=None,
        status=None,
    )
    await hub.client.flush()
    await asyncio.sleep(0.2)
    await publish_live(site.client, state.model_copy(update={"scanner_id": "mr2"}))
    await site.client.publish(f"telescan.{SITE}.live.{SCANNER}", b"nonsense")
    await publish_live(site.client, state)
    assert (await states.get()).scanner_id == "mr2"
    assert await states.get() == state


async def test_a_site_reaches_no_subject_of_another(link: Sides) -> None:
    hub, site = link
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def hear(message: object) -> None:
        await heard.put(message.subject)  # type: ignore[attr-defined]

    await hub.client.subscribe("telescan.>", cb=hear)
    spied = await site.client.subscribe("telescan.headquarters.>")
    await site.client.flush()
    await asyncio.sleep(0.3)
    await hub.client.publish("telescan.headquarters.command", b"secret")
    await hub.client.flush()
    await site.client.publish("telescan.headquarters.live.mr1", b"forged")
    await site.client.publish(f"telescan.{SITE}.live.mr1", b"own")
    await site.client.flush()
    assert await heard.get() == "telescan.headquarters.command"
    assert await heard.get() == f"telescan.{SITE}.live.mr1"
    assert (await spied.next_msg()).data == b"forged"
    assert spied.pending_msgs == 0
