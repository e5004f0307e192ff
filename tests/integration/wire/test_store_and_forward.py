import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.peers.entries import entry
from tests.peers.nats_link import SCANNER, HubSide, SiteSide

from telescan.session.events import Recorded
from telescan.wire.errors import PoisonMessageError
from telescan.wire.forwarder import CONSUMER, Forwarder
from telescan.wire.images import PART_BYTES, ReceivedFile, image_inbox, store_at_site
from telescan.wire.inbox import Inbox, journal_inbox
from telescan.wire.journal import Journal
from telescan.wire.subjects import Stream

Sides = tuple[HubSide, SiteSide]


@contextlib.asynccontextmanager
async def running(*parts: Forwarder | Inbox) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(part.run()) for part in parts]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(condition: object) -> None:
    assert callable(condition)
    while not condition():
        await asyncio.sleep(0.02)


def forwarder(site: SiteSide, stream: Stream = Stream.JOURNAL) -> Forwarder:
    return Forwarder(site.client, site_id=site.settings.site_id, stream=stream)


async def test_what_the_journal_took_is_replayed_in_order(link: Sides) -> None:
    _, site = link
    journal = Journal(site.client)
    assert await journal.replay() == []
    entries = [entry(n) for n in range(1, 601)]
    await journal.append(*entries[:300])
    await journal.append(*entries[300:])
    assert await Journal(site.client).replay() == entries


async def test_an_entry_appended_twice_stands_in_the_journal_once(link: Sides) -> None:
    _, site = link
    journal = Journal(site.client)
    await journal.append(entry(1), entry(2))
    await journal.append(entry(2))
    await journal.append(entry(1), entry(2), entry(3))
    assert [e.sequence for e in await journal.replay()] == [1, 2, 3]


async def test_the_journal_outlives_a_kill_of_the_sites_server(link: Sides) -> None:
    _, site = link
    await Journal(site.client).append(entry(1), entry(2))
    await site.server.restart()
    await until(lambda: site.client.is_reconnecting)
    await until(lambda: site.client.is_connected)
    assert [e.sequence for e in await Journal(site.client).replay()] == [1, 2]


async def test_entries_reach_the_hub_in_order_and_once(link: Sides) -> None:
    hub, site = link
    seen: list[Recorded] = []

    async def keep(recorded: Recorded) -> None:
        seen.append(recorded)

    async with running(forwarder(site), journal_inbox(hub.client, keep)):
        for n in range(1, 51):
            await Journal(site.client).append(entry(n))
        await until(lambda: len(seen) >= 50)
    assert [e.sequence for e in seen] == list(range(1, 51))


async def test_a_handler_that_fails_sees_the_entry_again_before_the_next(link: Sides) -> None:
    hub, site = link
    seen: list[int] = []

    async def keep(recorded: Recorded) -> None:
        seen.append(recorded.sequence)
        if seen == [1]:
            raise OSError("the database is away")

    async with running(forwarder(site), journal_inbox(hub.client, keep)):
        await Journal(site.client).append(entry(1), entry(2))
        await until(lambda: len(seen) >= 3)
    assert seen == [1, 1, 2]


async def test_poison_is_set_aside_with_its_reason_and_the_rest_goes_on(link: Sides) -> None:
    hub, site = link
    seen: list[int] = []

    async def keep(recorded: Recorded) -> None:
        if recorded.sequence == 2:
            raise PoisonMessageError("no such scanner")
        seen.append(recorded.sequence)

    async with running(forwarder(site), journal_inbox(hub.client, keep)):
        await site.client.jetstream().publish(f"journal.{SCANNER}", b"{broken")
        await Journal(site.client).append(entry(1), entry(2), entry(3))
        await until(lambda: seen == [1, 3])
    js = hub.client.jetstream()
    first = await js.get_msg(Stream.HUB_SET_ASIDE, seq=1)
    second = await js.get_msg(Stream.HUB_SET_ASIDE, seq=2)
    assert first.data == b"{broken"
    assert "JSON" in (first.headers or {})["Telescan-Reason"]
    assert (second.headers or {})["Telescan-Reason"] == "no such scanner"


async def test_a_site_cannot_write_in_another_sites_name(link: Sides) -> None:
    hub, site = link
    seen: list[int] = []

    async def keep(recorded: Recorded) -> None:
        seen.append(recorded.sequence)

    forged = entry(1, site_id="headquarters")
    async with running(forwarder(site), journal_inbox(hub.client, keep)):
        await site.client.jetstream().publish(
            f"journal.{SCANNER}", forged.model_dump_json().encode()
        )
        await Journal(site.client).append(entry(2))
        await until(lambda: seen == [2])
    aside = await hub.client.jetstream().get_msg(Stream.HUB_SET_ASIDE, seq=1)
    assert "headquarters" in (aside.headers or {})["Telescan-Reason"]


@pytest.mark.parametrize("size", [0, 1, PART_BYTES, PART_BYTES + 1, 20_000_000])
async def test_a_file_of_any_size_arrives_whole(link: Sides, tmp_path: Path, size: int) -> None:
    hub, site = link
    content = bytes(n % 251 for n in range(min(size, 1009))) * (size // 1009 + 1)
    content = content[:size]
    files: list[ReceivedFile] = []

    async def keep(file: ReceivedFile) -> None:
        files.append(file)

    inbox = image_inbox(hub.client, tmp_path / "parts", keep)
    async with running(forwarder(site, Stream.IMAGES), inbox):
        await store_at_site(site.client, SCANNER, content)
        await until(lambda: files)
    assert files[0].content == content
    assert (files[0].site_id, files[0].scanner_id) == ("county", SCANNER)


async def test_images_leave_the_site_once_the_hub_has_them(link: Sides, tmp_path: Path) -> None:
    hub, site = link
    files: list[ReceivedFile] = []

    async def keep(file: ReceivedFile) -> None:
        files.append(file)

    js = site.client.jetstream()
    await store_at_site(site.client, SCANNER, b"x" * (2 * PART_BYTES + 1))
    assert (await js.stream_info(Stream.IMAGES)).state.messages == 3
    inbox = image_inbox(hub.client, tmp_path / "parts", keep)
    async with running(forwarder(site, Stream.IMAGES), inbox):
        await until(lambda: files)
        while (await js.stream_info(Stream.IMAGES)).state.messages:
            await asyncio.sleep(0.02)
    assert list((tmp_path / "parts").iterdir()) == []


async def test_the_journal_forgets_only_what_is_old_and_forwarded(link: Sides) -> None:
    hub, site = link
    seen: list[int] = []

    async def keep(recorded: Recorded) -> None:
        seen.append(recorded.sequence)

    journal = Journal(site.client)
    await journal.append(entry(1), entry(2))
    async with running(forwarder(site), journal_inbox(hub.client, keep)):
        await until(lambda: seen == [1, 2])
    await journal.append(entry(3))
    now = dt.datetime.now(dt.UTC)
    assert await journal.forget(now=now, consumer=CONSUMER) == 0
    assert await journal.forget(now=now + dt.timedelta(days=31), consumer=CONSUMER) == 2
    assert [e.sequence for e in await journal.replay()] == [3]
