"""What the console says of loss over QUIC, over links whose loss is known."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bench.link_emulator import Direction, EmulatedLink, LinkUnavailableError, Profile

from telescan.wire.packet_loss import LossMeter
from telescan.wire.quic import ACCEPTED
from telescan.wire.quic.certificate import read_or_make_certificate
from telescan.wire.quic.dialling import QuicDialler
from telescan.wire.quic.listening import QuicListener, QuicPort
from telescan.wire.quic.offer import QuicOffer
from telescan.wire.quic.pipe import QuicPipe

PORT = 4433
IMAGE, LETTERS = bytes(14_000), bytes(400)
IMAGES_S, LETTERS_S = 6.0, 10.0


@pytest.mark.parametrize(("loss_percent", "least", "most"), [(0, 0.0, 0.007), (4, 0.02, 0.07)])
def test_the_loss_told_over_quic_is_the_links(
    tmp_path: Path, loss_percent: float, least: float, most: float
):
    way = Direction(delay_ms=20, jitter_ms=5, loss_percent=loss_percent, rate_mbit_s=20)
    try:
        with EmulatedLink(Profile(way, Direction(delay_ms=20, rate_mbit_s=20))) as link:
            share = told(link, tmp_path)
    except LinkUnavailableError as reason:
        pytest.skip(str(reason))
    assert share is not None
    assert least <= share <= most


def told(link: EmulatedLink, folder: Path) -> float | None:
    """Return what the site's meter says after images, and letters with pauses between them."""
    listening, over = threading.Event(), threading.Event()
    own = read_or_make_certificate(folder, datetime.now(UTC))
    port = QuicPort(link.hub.address, PORT, own.file, own.key_file)

    def hub() -> None:
        with link.hub.entered():
            asyncio.run(answered(port, listening, over))

    def site() -> float | None:
        assert listening.wait(10)
        with link.site.entered():
            return asyncio.run(
                measured(link.hub.address, QuicOffer(host=None, port=PORT, certificate=own.pem))
            )

    with ThreadPoolExecutor() as threads:
        hub_ends = threads.submit(hub)
        try:
            return threads.submit(site).result()
        finally:
            over.set()
            hub_ends.result()


async def answered(port: QuicPort, listening: threading.Event, over: threading.Event) -> None:
    async def serve(pipe: QuicPipe, _opening: str) -> None:
        await pipe.send(ACCEPTED)
        while True:
            await pipe.receive()
            await pipe.send("kept")

    listener = QuicListener(port, serve)
    await listener.open()
    listening.set()
    while not over.is_set():
        await asyncio.sleep(0.05)
    await listener.close()


async def measured(host: str, offer: QuicOffer) -> float | None:
    dialler, meter = QuicDialler(host, offer, None), LossMeter()
    pipe = await dialler.dial("a site")
    try:
        async with asyncio.TaskGroup() as tasks:
            work = [tasks.create_task(heard(pipe)), tasks.create_task(counted(pipe, meter))]
            await sent(pipe, IMAGE, every_s=0.1, for_s=IMAGES_S)
            await sent(pipe, LETTERS, every_s=0.15, for_s=LETTERS_S)
            for task in work:
                task.cancel()
    finally:
        pipe.abort()
        await dialler.close()
    return meter.share


async def heard(pipe: QuicPipe) -> None:
    while True:
        await pipe.receive()


async def counted(pipe: QuicPipe, meter: LossMeter) -> None:
    while True:
        meter.counted(pipe.packets(), time.monotonic())
        await asyncio.sleep(0.5)


async def sent(pipe: QuicPipe, picture: bytes, *, every_s: float, for_s: float) -> None:
    for _ in range(round(for_s / every_s)):
        await pipe.send(picture)
        await asyncio.sleep(every_s)
