"""Servers that lie, drip, stall or flood: each ends with one error that says what to do."""

import asyncio
import itertools
import logging
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from tests.peers.rfb_encoder import fence, head, server_init, update
from tests.peers.rfb_watcher import Watcher, watching

from telescan.console.rfb.client import RfbSettings
from telescan.console.rfb.patience import Patience

LONG = 60.0
SOON = 0.4
NO_GREETING = Patience(LONG, SOON, LONG, LONG)
NO_SILENCE = Patience(LONG, LONG, SOON, LONG)
NO_DRIP = Patience(LONG, LONG, LONG, SOON)
PATIENT = Patience(LONG, LONG, LONG, LONG)
HELLO = b"RFB 003.003\n" + struct.pack(">I", 1) + server_init(64, 64)
DRIP_S = 0.02

type Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(script: Script) -> AsyncIterator[int]:
    connections: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections.add(task)
        with suppress(ConnectionError, asyncio.CancelledError):
            await script(reader, writer)
        writer.transport.abort()

    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    listener.bind(("127.0.0.1", 0))
    server = await asyncio.start_server(serve, sock=listener)
    try:
        yield listener.getsockname()[1]
    finally:
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections)
        await server.wait_closed()


@asynccontextmanager
async def visiting(script: Script, patience: Patience) -> AsyncIterator[Watcher]:
    async with (
        serving(script) as port,
        watching(RfbSettings("127.0.0.1", port), patience) as watcher,
    ):
        yield watcher


def says(*parts: bytes, drip: bool = False, repeat: bytes = b"") -> Script:
    """Say this, some of it byte by byte, then one thing for ever or nothing more."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
        while repeat:
            writer.write(repeat)
            await writer.drain()
            await asyncio.sleep(DRIP_S if drip else 0)
        await asyncio.Event().wait()

    return script


RECT = update(head(0, 0, 64, 64, 0))
SCRIPTS = {
    "greets without end": (
        says(b"RFB 003.008\n\xff", repeat=b"\x05", drip=True),
        NO_GREETING,
        "greeting",
    ),
    "never greets": (says(), NO_GREETING, "greeting"),
    "stops in a rectangle": (says(HELLO, RECT, bytes(100)), NO_SILENCE, "sent none for"),
    "drips a rectangle": (says(HELLO, RECT, repeat=b"\0", drip=True), NO_DRIP, "one message"),
    "never shows its screen": (says(HELLO), NO_SILENCE, "sent none for"),
    "updates nothing for ever": (
        says(HELLO, repeat=update(), drip=True),
        NO_DRIP,
        "one screen",
    ),
    "never ends an update": (
        says(HELLO, update(count=0xFFFF), repeat=head(0, 0, 0, 0, 0) * 1000),
        PATIENT,
        "rectangles",
    ),
    "paints for ever": (
        says(HELLO, update(count=0xFFFF), repeat=head(0, 0, 64, 64, 1) + bytes(4)),
        PATIENT,
        "over 16 times",
    ),
    "has an absurd screen": (
        says(b"RFB 003.003\n" + struct.pack(">I", 1) + server_init(65535, 65535)),
        PATIENT,
        "65535×65535",
    ),
    "refuses at length": (
        says(b"RFB 003.003\n" + struct.pack(">II", 0, 0xFFFFFFFF), repeat=b"no " * 1000),
        PATIENT,
        "4294967295 bytes",
    ),
    "paints outside": (
        says(HELLO, update(head(60, 0, 5, 1, 0))),
        PATIENT,
        "on a screen of 64×64",
    ),
    "sends an endless clipboard": (
        says(HELLO, b"\x03\0\0\0\xff\xff\xff\xff", repeat=b"x" * 1000),
        PATIENT,
        "clipboard",
    ),
    "asks and does not listen": (
        says(HELLO, repeat=fence(1 << 31, bytes(64)) * 500),
        NO_SILENCE,
        "took no byte",
    ),
}


@pytest.mark.parametrize(("script", "patience", "fault"), SCRIPTS.values(), ids=SCRIPTS.keys())
async def test_a_server_that_breaks_the_rules_is_left_with_one_clear_error(
    caplog, script, patience, fault
):
    with caplog.at_level(logging.WARNING):
        async with visiting(script, patience) as watcher:
            await watcher.loses()
    (record,) = caplog.records
    assert fault in record.getMessage()


async def test_the_same_fault_is_told_once_and_the_server_tried_again(caplog):
    visits = itertools.count(1)
    thrice = asyncio.Event()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if next(visits) == 3:
            thrice.set()
        writer.write(b"SSH-2.0-OpenSSH_9.9\r\n")
        await reader.read()

    with caplog.at_level(logging.WARNING):
        async with visiting(script, PATIENT):
            await asyncio.wait_for(thrice.wait(), 10)
    assert [record.getMessage().count("not an RFB server") for record in caplog.records] == [1]


async def test_a_quiet_screen_that_is_whole_is_no_fault():
    whole = RECT + bytes(64 * 64 * 4)
    async with visiting(says(HELLO, whole), Patience(LONG, LONG, 1.0, 1.0)) as watcher:
        async with asyncio.timeout(5):
            while watcher.pixels is None:
                await asyncio.sleep(0.01)
        await asyncio.sleep(1.2)
        assert watcher.losses == 0
        watcher.client.ask_for_whole_screen()
        await watcher.loses()
