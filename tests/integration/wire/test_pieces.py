import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.peers.nats_link import SCANNER, SITE, HubSide, SiteSide

from telescan.wire import subjects
from telescan.wire.batch import MESSAGE_ID, Outgoing, publish_in_order
from telescan.wire.bulk_pace import PIECE_BYTES
from telescan.wire.errors import HubUnreachableError, NoPieceDoorError
from telescan.wire.forwarder import Forwarder
from telescan.wire.images import ReceivedFile, image_inbox, store_at_site
from telescan.wire.pieces import PieceDoor, PieceHeader, PieceSender
from telescan.wire.subjects import Stream

Sides = tuple[HubSide, SiteSide]
_WITHIN_S = 5.0


def message(size: int, number: int = 1) -> Outgoing:
    content = bytes((number + n) % 251 for n in range(size))
    at_hub = subjects.at_hub(SITE, subjects.images(SCANNER))
    return Outgoing(at_hub, f"image/{number}", content, {"Telescan-Number": str(number)})


def sender(site: SiteSide) -> PieceSender:
    return PieceSender(site.client, SITE, lambda: 0.001)


async def stored(hub: HubSide) -> list[tuple[bytes, dict[str, str]]]:
    js = hub.client.jetstream()
    last = (await js.stream_info(Stream.HUB_IMAGES)).state.last_seq
    messages = [await js.get_msg(Stream.HUB_IMAGES, seq=n) for n in range(1, last + 1)]
    return [(m.data or b"", m.headers or {}) for m in messages]


async def door(hub: HubSide) -> None:
    await PieceDoor(hub.client).open([SITE])
    await asyncio.sleep(0.2)  # the leaf hears of it


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES, PIECE_BYTES + 1, 600_000])
async def test_what_goes_in_pieces_is_stored_as_what_goes_whole(link: Sides, size: int) -> None:
    hub, site = link
    await door(hub)
    await sender(site).send([message(size, 1)], timeout_s=_WITHIN_S)
    await publish_in_order(site.client, [message(size, 2)], timeout_s=_WITHIN_S)
    for number, (data, headers) in enumerate(await stored(hub), 1):
        assert data == message(size, number).data
        assert headers == {"Telescan-Number": str(number), MESSAGE_ID: f"image/{number}"}


async def test_messages_sent_again_in_pieces_are_stored_once_and_in_order(link: Sides) -> None:
    hub, site = link
    await door(hub)
    messages = [message(100_000, number) for number in (1, 2, 3)]
    pieces = sender(site)
    await pieces.send(messages[:2], timeout_s=_WITHIN_S)
    await pieces.send(messages, timeout_s=_WITHIN_S)
    await publish_in_order(site.client, messages, timeout_s=_WITHIN_S)
    assert [data for data, _ in await stored(hub)] == [m.data for m in messages]


async def test_pieces_of_two_attempts_never_make_one_message(link: Sides) -> None:
    hub, site = link
    await door(hub)
    one, other = "1" * 32, "2" * 32
    subject = subjects.pieces(SITE, message(1).subject)
    for of, number, ends in ((one, 0, False), (other, 0, False), (one, 1, True)):
        header = PieceHeader(of=of, number=number, ends=ends)
        reply = await site.client.request(
            subject, b"part", timeout=_WITHIN_S, headers=header.as_headers()
        )
    assert reply.data == b"missing"
    assert await stored(hub) == []


async def test_a_hub_that_begins_anew_midway_has_the_message_sent_again(link: Sides) -> None:
    hub, site = link
    await door(hub)
    header = PieceHeader(of="1" * 32, number=5, ends=True)
    subject = subjects.pieces(SITE, message(1).subject)
    headers = header.as_headers() | {MESSAGE_ID: "image/1"}
    reply = await site.client.request(subject, b"end", timeout=_WITHIN_S, headers=headers)
    assert reply.data == b"missing"
    await sender(site).send([message(50_000)], timeout_s=_WITHIN_S)
    assert [data for data, _ in await stored(hub)] == [message(50_000).data]


async def test_a_hub_without_the_door_gets_images_whole(link: Sides, tmp_path: Path) -> None:
    hub, site = link
    with pytest.raises(NoPieceDoorError):
        await sender(site).send([message(50_000)], timeout_s=_WITHIN_S)
    async with forwarded(hub, site, tmp_path) as files:
        await store_at_site(site.client, SCANNER, b"x" * 700_000)
        while not files:
            await asyncio.sleep(0.02)
    assert files[0].content == b"x" * 700_000


async def test_a_piece_without_an_answer_is_a_hub_that_is_away(link: Sides) -> None:
    hub, site = link

    async def say_nothing(_: object) -> None:
        """Stand for a link that broke after the piece went."""

    await hub.client.subscribe(subjects.all_pieces(SITE), cb=say_nothing)
    await hub.client.flush()
    await asyncio.sleep(0.2)
    with pytest.raises(HubUnreachableError):
        await sender(site).send([message(300_000)], timeout_s=0.3)


async def test_images_arrive_whole_while_room_is_made(link: Sides, tmp_path: Path) -> None:
    hub, site = link
    await door(hub)
    contents = [bytes([n]) * (200_000 * n) for n in range(1, 5)]
    async with forwarded(hub, site, tmp_path) as files:
        for content in contents:
            await store_at_site(site.client, SCANNER, content)
        while len(files) < len(contents):
            await asyncio.sleep(0.02)
    assert [file.content for file in files] == contents


@contextlib.asynccontextmanager
async def forwarded(
    hub: HubSide, site: SiteSide, folder: Path
) -> AsyncIterator[list[ReceivedFile]]:
    """Forward images of a site whose console is watched."""
    files: list[ReceivedFile] = []

    async def keep(file: ReceivedFile) -> None:
        files.append(file)

    forwarder = Forwarder(site.client, site_id=SITE, stream=Stream.IMAGES, makes_room=lambda: True)
    work = (forwarder, image_inbox(hub.client, folder / "parts", keep))
    tasks = [asyncio.create_task(part.run()) for part in work]
    try:
        yield files
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
