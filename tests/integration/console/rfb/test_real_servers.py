"""Real servers' screens, bit by bit, by every encoding that loses nothing."""

import asyncio
import itertools
import socket
import struct

import numpy as np
import pytest
from tests.peers.rfb_servers import TigerVnc, X11Vnc, picture
from tests.peers.rfb_watcher import watching

from telescan.console.geometry import Rect
from telescan.console.rfb.client import RfbSettings
from telescan.console.rfb.encodings import FAR, NEAR, Encoding

ORDERS = pytest.mark.parametrize(
    "encodings",
    [(Encoding.RAW,), (Encoding.ZRLE,), (Encoding.TIGHT,), NEAR, FAR],
    ids=["raw", "zrle", "tight", "near", "far"],
)


def ask_for_size(port: int, width: int, height: int) -> socket.socket:
    """Be another viewer, one that wants the screen to have another size (SetDesktopSize)."""
    viewer = socket.create_connection(("127.0.0.1", port), 5)
    stream = viewer.makefile("rwb")
    for wanted, answer in ((12, b"RFB 003.008\n"), (2, b"\x01"), (4, b"\x01")):
        stream.read(wanted)
        stream.write(answer)
        stream.flush()
    (name,) = struct.unpack(">20xI", stream.read(24))
    stream.read(name)
    stream.write(struct.pack(">BxH2i", 2, 2, 0, -308))
    screen = struct.pack(">IHHHHI", 1, 0, 0, width, height, 0)
    stream.write(struct.pack(">BxHHBx", 251, width, height, 1) + screen)
    stream.flush()
    return viewer


def settings(port: int, *encodings: Encoding) -> RfbSettings:
    return RfbSettings("127.0.0.1", port, encodings=encodings)


@ORDERS
async def test_tigervncs_screen_is_seen_bit_by_bit(encodings):
    before, after = picture(seed=1), picture(seed=2)
    async with TigerVnc.running("-SecurityTypes=None") as server:
        server.screen.paint(0, 0, before)
        async with watching(settings(server.port, *encodings)) as watcher:
            await watcher.sees(before)
            server.screen.paint(0, 0, after)
            await watcher.sees(after)
            source = Rect(100, 10, 500, 300)
            server.screen.copy(source, 130, 67)
            scrolled = after.copy()
            scrolled[67:367, 130:630] = after[source.rows, source.columns]
            await watcher.sees(scrolled)


@pytest.mark.parametrize("encodings", [(Encoding.RAW,), (Encoding.ZRLE,), (Encoding.TIGHT,)])
async def test_x11vncs_screen_is_seen_bit_by_bit(tmp_path, encodings):
    before, after = picture(seed=1), picture(seed=2)
    async with X11Vnc.running(tmp_path / "screen") as server:
        server.paint(before)
        async with watching(settings(server.port, *encodings)) as watcher:
            await watcher.sees(before)
            server.paint(after)
            await watcher.sees(after)


async def test_a_screen_of_another_size_is_seen_whole():
    async with (
        TigerVnc.running("-SecurityTypes=None") as server,
        watching(settings(server.port, *NEAR)) as watcher,
    ):
        server.screen.paint(0, 0, picture())
        await watcher.sees(picture())
        with await asyncio.to_thread(ask_for_size, server.port, 800, 500):
            async with asyncio.timeout(20):
                while watcher.pixels is None or watcher.pixels.shape != (500, 800):
                    await asyncio.sleep(0.01)
            larger = picture(800, 500, seed=4)
            server.screen.paint(0, 0, larger)
            await watcher.sees(larger)
        assert watcher.losses == 0


async def test_a_screen_that_nobody_looked_at_for_a_while_is_seen_as_it_is_now():
    async with (
        TigerVnc.running("-SecurityTypes=None") as server,
        watching(settings(server.port, *NEAR)) as watcher,
    ):
        server.screen.paint(0, 0, picture())
        await watcher.sees(picture())
        watcher.looks = False
        noise, shift = picture()[60:, 430:], itertools.count()
        async with asyncio.timeout(20):
            while watcher.client._pacing._flowing:
                server.screen.paint(200, 100, noise[:40, next(shift) :][:, :50])
                await asyncio.sleep(0.02)
        server.screen.paint(0, 0, picture(seed=4))
        watcher.client.ask_for_update()
        watcher.looks = True
        await watcher.sees(picture(seed=4))


async def test_qts_own_server_shows_the_same_whatever_it_is_asked_for(qt):
    async with (
        watching(settings(qt.port, *NEAR)) as near,
        watching(settings(qt.port, *FAR)) as far,
    ):
        async with asyncio.timeout(20):
            while near.pixels is None or far.cursor is None:
                await asyncio.sleep(0.01)
        await far.sees(near.pixels)
        assert np.unique(near.pixels).size > 100
