"""Rule 9: what the gateway acknowledged reaches the hub once, through kills and link loss."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from tests.peers.entries import entry
from tests.peers.forwarder_process import running_forwarder
from tests.peers.nats_link import SCANNER, SITE, HubSide, SiteSide, running_hub, running_site
from tests.peers.relay import Relay, running_relay

from telescan.session.events import Recorded
from telescan.wire.images import ReceivedFile, image_inbox, store_at_site
from telescan.wire.inbox import journal_inbox
from telescan.wire.journal import Journal
from telescan.wire.keys import make_key, write_key
from telescan.wire.pieces import PieceDoor
from telescan.wire.subjects import Stream


@dataclass
class Line:
    """A site and a hub with a relay between them, and what reached the hub."""

    hub: HubSide
    site: SiteSide
    relay: Relay
    seed_file: Path
    sequences: list[int] = field(default_factory=list)
    files: list[ReceivedFile] = field(default_factory=list)

    def forwarding(
        self, stream: Stream, *, watched: bool = False
    ) -> AbstractAsyncContextManager[asyncio.subprocess.Process]:
        return running_forwarder(self.site, self.seed_file, stream, watched=watched)

    async def stored_at_hub(self, stream: Stream) -> int:
        """Return how many messages the hub's stream ever took."""
        return int((await self.hub.client.jetstream().stream_info(stream)).state.last_seq)


@pytest_asyncio.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    key = make_key()
    async with (
        running_hub(tmp_path / "hub", {SITE: key}) as hub,
        running_relay(hub.leaf_port) as relay,
        running_site(tmp_path / "site", key, relay.port) as site,
    ):
        await hub.wait_for_leaf()
        seed_file = tmp_path / "forwarder.nk"
        write_key(seed_file, site.client_key)
        line = Line(hub, site, relay, seed_file)

        async def keep_entry(recorded: Recorded) -> None:
            line.sequences.append(recorded.sequence)

        async def keep_file(file: ReceivedFile) -> None:
            line.files.append(file)

        inboxes = (
            journal_inbox(hub.client, keep_entry),
            image_inbox(hub.client, tmp_path / "parts", keep_file),
        )
        tasks = [asyncio.create_task(inbox.run()) for inbox in inboxes]
        yield line
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until_all_came(line: Line, count: int) -> None:
    while len(set(line.sequences)) < count:
        await asyncio.sleep(0.05)


async def test_no_event_is_lost_doubled_or_overtaken_when_hub_and_forwarder_are_killed(
    line: Line,
) -> None:
    count, journal = 1500, Journal(line.site.client)

    async def write() -> None:
        for start in range(1, count, 25):
            await journal.append(*(entry(n) for n in range(start, start + 25)))
            await asyncio.sleep(0.1)

    writing = asyncio.create_task(write())
    for _ in range(3):
        async with line.forwarding(Stream.JOURNAL):
            await asyncio.sleep(1.0)
            os.kill(line.hub.server.pid, signal.SIGKILL)
            await asyncio.sleep(1.2)
    async with line.forwarding(Stream.JOURNAL):
        await writing
        await until_all_came(line, count)
    first_seen = list(dict.fromkeys(line.sequences))
    assert first_seen == list(range(1, count + 1))
    assert await line.stored_at_hub(Stream.HUB_JOURNAL) == count


@pytest.mark.parametrize("fault", ["cut", "stall"])
async def test_a_lost_link_delays_events_and_loses_none(line: Line, fault: str) -> None:
    journal = Journal(line.site.client)
    async with line.forwarding(Stream.JOURNAL):
        await journal.append(*(entry(n) for n in range(1, 101)))
        await until_all_came(line, 100)
        getattr(line.relay, fault)()
        for number in range(101, 301):
            await journal.append(entry(number))
        await asyncio.sleep(9 if fault == "stall" else 2)
        assert len(set(line.sequences)) == 100
        line.relay.restore()
        await until_all_came(line, 300)
    assert list(dict.fromkeys(line.sequences)) == list(range(1, 301))
    assert await line.stored_at_hub(Stream.HUB_JOURNAL) == 300


@pytest.mark.parametrize("watched", [False, True], ids=["unwatched", "watched"])
async def test_every_image_arrives_whole_and_once_when_all_are_killed(
    line: Line, *, watched: bool
) -> None:
    await PieceDoor(line.hub.client).open([SITE])
    contents = [bytes([n]) * (600_000 + n) for n in range(1, 41)]

    async def write() -> None:
        for content in contents:
            await store_at_site(line.site.client, SCANNER, content)
            await asyncio.sleep(0.05)

    writing = asyncio.create_task(write())
    for _ in range(2):
        async with line.forwarding(Stream.IMAGES, watched=watched):
            await asyncio.sleep(0.8)
            os.kill(line.hub.server.pid, signal.SIGKILL)
            await asyncio.sleep(0.8)
    async with line.forwarding(Stream.IMAGES, watched=watched):
        await writing
        while len({file.sha256 for file in line.files}) < len(contents):
            await asyncio.sleep(0.05)
    assert {file.content for file in line.files} == set(contents)
    assert await line.stored_at_hub(Stream.HUB_IMAGES) == 2 * len(contents)
