"""A whole chain on this machine: a real screen, the site's stream, a real hub, a viewer."""

import asyncio
import contextlib
import itertools
import os
import shutil
import socket
import struct
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import nkeys
import numpy as np
import pytest
import uvicorn
from fastapi import FastAPI, WebSocket
from tests.peers.screen_painter import draw
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from telescan.console.codecs import CODECS
from telescan.console.doors import ConsoleDoors
from telescan.console.framebuffer import Framebuffer, Pixels, from_rgb
from telescan.console.messages import (
    HUB_TO_VIEWER,
    Ack,
    Hello,
    HubToViewer,
    Ping,
    Pong,
    RefusalReason,
    ViewerInput,
)
from telescan.console.quic_door import QuicDoor
from telescan.console.relays import Relays
from telescan.console.rfb import RfbSettings
from telescan.console.rfb.security import vnc_response
from telescan.console.rights import OPEN_TO_CONTROL, Driver, LinkLoss, SourceRules
from telescan.console.routes import console_router
from telescan.console.scanner_input import ScannerInput
from telescan.console.site_stream import SiteStream
from telescan.console.sources import SourceSettings
from telescan.console.wire_format import Flag, read_update
from telescan.identity.roles import Actor, Role
from telescan.scanner.sources import DEFAULT_SOURCE_ID
from telescan.wire.console_channel import ChannelSettings
from telescan.wire.quic.certificate import read_or_make_certificate
from telescan.wire.quic.listening import QuicListener, QuicPort
from telescan.wire.quic.offer import QuicOffer


def new_seed() -> bytes:
    return bytes(nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER))


SEED = new_seed()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


@dataclass
class Program:
    """A screen's program and what it said."""

    port: int
    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)

    async def listen(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.lines.append(line.decode().strip())

    def said(self, line: str) -> bool:
        return line in self.lines


@asynccontextmanager
async def running(*command: str, port: int, **environment: str) -> AsyncIterator[Program]:
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    program = Program(port, process)
    listening = asyncio.create_task(program.listen())
    try:
        yield program
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        await listening


@asynccontextmanager
async def qt_screen(port: int | None = None) -> AsyncIterator[Program]:
    port = port or free_port()
    source = Path(__file__).parent / "screen_program.py"
    platform = f"vnc:size=800x600:port={port}"
    async with running(sys.executable, str(source), port=port, QT_QPA_PLATFORM=platform) as program:
        await until(lambda: program.said("ready"))
        yield program


@pytest.fixture
async def qt() -> AsyncIterator[Program]:
    async with qt_screen() as program:
        yield program


@asynccontextmanager
async def tigervnc_screen(folder: Path, password: str | None = None) -> AsyncIterator[Program]:
    server = shutil.which("Xtigervnc")
    assert server is not None, "install tigervnc-standalone-server"
    port = free_port()
    security = ["-SecurityTypes", "None"]
    if password is not None:
        coded = folder / "password"
        coded.write_bytes(obfuscated(password))
        security = ["-SecurityTypes", "VncAuth", "-PasswordFile", str(coded)]
    async with running(
        server,
        f":{port}",
        *("-geometry", "1000x700", "-depth", "24", "-rfbport", str(port), "-localhost"),
        *("-nolisten", "unix", "-auth", str(folder / "none"), *security),
        port=port,
    ) as program:
        await until(lambda: _answers(port))
        yield program


def obfuscated(password: str) -> bytes:
    """What vncpasswd writes: the password under a key that every VNC server knows."""
    return vnc_response("\x17\x52\x6b\x06\x23\x4e\x58\x07", password.encode().ljust(8, b"\0"))


@pytest.fixture
async def tigervnc(tmp_path: Path) -> AsyncIterator[Program]:
    async with tigervnc_screen(tmp_path) as program:
        yield program


@pytest.fixture
async def tigervnc_with_password(tmp_path: Path) -> AsyncIterator[Program]:
    async with tigervnc_screen(tmp_path, "magnet33") as program:
        yield program


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
        return True
    return False


def photograph(port: int) -> Pixels:
    """Take the whole screen by a few lines of RFB that share nothing with the code under test."""
    with socket.create_connection(("127.0.0.1", port), 5) as server:
        stream = server.makefile("rwb")
        version = stream.read(12)
        old = version == b"RFB 003.003\n"
        stream.write(version)
        stream.flush()
        if old:
            stream.read(4)
        else:
            stream.read(stream.read(1)[0])
            stream.write(b"\x01")
            stream.flush()
            stream.read(4)
        stream.write(b"\x01")
        stream.flush()
        width, height, name = struct.unpack(">HH16xI", stream.read(24))
        stream.read(name)
        stream.write(struct.pack(">B3xBBBBHHHBBB3x", 0, 32, 24, 0, 1, 255, 255, 255, 16, 8, 0))
        stream.write(struct.pack(">BxH2i", 2, 2, 0, -239))
        pixels = np.zeros((height, width), np.uint32)
        painted = 0
        while painted < width * height:
            stream.write(struct.pack(">BBHHHH", 3, 0, 0, 0, width, height))
            stream.flush()
            (rects,) = struct.unpack(">xxH", stream.read(4))
            for _ in range(rects):
                x, y, w, h, code = struct.unpack(">HHHHi", stream.read(12))
                data = stream.read(w * h * 4)
                if code == -239:
                    stream.read((w + 7) // 8 * h)
                else:
                    colours = np.frombuffer(data, np.uint8).reshape(h, w, 4)
                    pixels[y : y + h, x : x + w] = from_rgb(colours[..., 2::-1])
                    painted += w * h
        return pixels


class Rights:
    """A session's say that tests set."""

    def __init__(self) -> None:
        self.viewers = {"operator", "expert", "watcher"}
        self.holder: Driver | None = None

    def may_view(self, person_id: str) -> bool:
        return person_id in self.viewers

    def drove(self) -> None:
        pass

    def may_drive(self, person_id: str, epoch: int) -> bool:
        held = self.holder
        return held is not None and (held.person_id, held.epoch) == (person_id, epoch)

    def driver(self) -> Driver | None:
        return self.holder


class Viewer:
    """What a browser page does, in Python: decode, draw, acknowledge."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.screen: Framebuffer | None = None
        self.heard: list[HubToViewer] = []
        self.bytes = 0
        self.updates = 0
        self.exact = False
        self.codecs: set[int] = set()
        self.private_operations = 0
        self.acknowledges = True
        self.alive = True
        self.seq = 0
        self.site_ahead_ms: float | None = None
        self.drawn = asyncio.Event()

    async def run(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for message in self.connection:
                if isinstance(message, str):
                    self._hear(HUB_TO_VIEWER.validate_json(message))
                else:
                    await self._draw(message)

    def _hear(self, message: HubToViewer) -> None:
        self.heard.append(message)
        if isinstance(message, Pong) and message.site_ms is not None:
            ahead_ms = message.site_ms - time.monotonic() * 1000
            self.site_ahead_ms = max(ahead_ms, self.site_ahead_ms or ahead_ms)

    async def beat(self) -> None:
        """Give the page's sign of life."""
        with contextlib.suppress(ConnectionClosed):
            for ping_id in itertools.count(1000):
                if not self.alive:
                    return
                await self.say(Ping(id=ping_id))
                await asyncio.sleep(0.5)

    async def _draw(self, data: bytes) -> None:
        update = read_update(data)
        if self.screen is None or self.screen.pixels.shape != (update.height, update.width):
            self.screen = Framebuffer(update.width, update.height)
        for operation in update.operations:
            self.codecs.add(operation.codec)
            self.private_operations += bool(operation.mark)
            draw(self.screen, operation)
        self.bytes += len(data)
        self.updates += 1
        self.exact = Flag.EXACT in update.flags
        self.drawn.set()
        if self.acknowledges:
            await self.say(Ack(generation=update.generation))

    async def say(self, message: Ack | Hello | Ping | ViewerInput) -> None:
        await self.connection.send(message.model_dump_json())

    async def input(self, epoch: int, *, age_ms: float = 0.0, **event: object) -> int:
        await until(lambda: self.site_ahead_ms is not None)
        self.seq += 1
        at_ms = time.monotonic() * 1000 + self.site_ahead_ms - age_ms
        stamped = {"seq": self.seq, "epoch": epoch, "event": event, "at_ms": at_ms}
        await self.say(ViewerInput.model_validate(stamped))
        return self.seq

    def has(self, kind: type[HubToViewer]) -> bool:  # type: ignore[valid-type]
        return any(isinstance(message, kind) for message in self.heard)

    def last[T](self, kind: type[T]) -> T | None:
        return next((m for m in reversed(self.heard) if isinstance(m, kind)), None)

    def shows(self, pixels: Pixels) -> bool:
        return self.screen is not None and np.array_equal(self.screen.pixels, pixels)


PEOPLE = {
    "operator": Actor(
        person_id="operator", display_name="Operator", roles=frozenset({Role.OPERATOR})
    ),
    "expert": Actor(person_id="expert", display_name="Expert", roles=frozenset({Role.EXPERT})),
    "watcher": Actor(
        person_id="watcher", display_name="Watcher", roles=frozenset({Role.RADIOLOGIST})
    ),
    "trainee": Actor(person_id="trainee", display_name="T", roles=frozenset({Role.TRAINEE})),
    "stranger": Actor(person_id="stranger", display_name="S", roles=frozenset({Role.EXPERT})),
}


class Wire:
    """A link between site and hub that can fall silent (a 5G stall) or break."""

    def __init__(self, target_port: int) -> None:
        self.port = free_port()
        self._target_port = target_port
        self._flows = asyncio.Event()
        self._flows.set()
        self._writers: list[asyncio.StreamWriter] = []

    def freeze(self) -> None:
        self._flows.clear()

    def thaw(self) -> None:
        self._flows.set()

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hub_reader, hub_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        self._writers += [writer, hub_writer]
        await asyncio.gather(self._carry(reader, hub_writer), self._carry(hub_reader, writer))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(1 << 16):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


class Chain:
    """Hub, site and viewers of one test."""

    until = staticmethod(until)
    qt_screen = staticmethod(qt_screen)
    photograph = staticmethod(photograph)
    viewer_on = staticmethod(Viewer)
    free_port = staticmethod(free_port)
    new_seed = staticmethod(new_seed)
    seed = SEED

    def __init__(self) -> None:
        self.hub_port = free_port()
        self.rights = Rights()
        self.losses: list[LinkLoss] = []
        self.relays = Relays()
        self.key = nkeys.from_seed(SEED)
        self.stream: SiteStream | None = None
        self.streams: list[SiteStream] = []
        self.driving = ScannerInput(self.rights)
        self.offer: QuicOffer | None = None
        self.quic_port = 0
        self.ended: RefusalReason | None = None
        self.stack = contextlib.AsyncExitStack()
        self.wire = Wire(self.hub_port)

    async def start_wire(self) -> None:
        server = await asyncio.start_server(self.wire.serve, "127.0.0.1", self.wire.port)

        async def stop() -> None:
            self.wire.thaw()
            server.close()
            self.wire.cut()
            await server.wait_closed()

        self.stack.push_async_callback(stop)

    async def start_quic(self, folder: Path, through: int | None = None) -> QuicListener:
        """Open the hub's QUIC port; gateways are told of it, or of the port ``through``."""
        own = read_or_make_certificate(folder, datetime.now(UTC))
        port = QuicPort("127.0.0.1", free_port(), own.file, own.key_file)
        listener = QuicListener(port, lambda pipe, first: QuicDoor(self.doors).serve(pipe, first))
        await listener.open()
        self.stack.push_async_callback(listener.close)
        self.quic_port = port.port
        self.offer = QuicOffer(host=None, port=through or port.port, certificate=own.pem)
        return listener

    async def start_hub(self) -> uvicorn.Server:
        async def authenticate(websocket: WebSocket, scanner_id: str) -> Actor | None:
            return PEOPLE.get(websocket.headers.get("x-person", ""))

        async def why_ended(_connection: object, _scanner_id: str) -> RefusalReason | None:
            return self.ended

        async def site_key(site_id: str, scanner_id: str) -> str | None:
            known = (site_id, scanner_id) == ("county", "mr2")
            return self.key.public_key.decode() if known else None

        app = FastAPI()
        self.doors = ConsoleDoors(
            self.relays,
            authenticate,
            site_key,
            has_source=lambda _scanner, _source: True,
            why_ended=why_ended,
            quic_offer=lambda: self.offer,
            quic_origin="https://hub.example:443",
        )
        app.include_router(console_router(self.doors))
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                host="127.0.0.1",
                port=self.hub_port,
                log_level="warning",
                ws_per_message_deflate=False,
            )
        )
        serving = asyncio.create_task(server.serve())
        await until(lambda: server.started)

        async def stop() -> None:
            server.should_exit = True
            await serving

        self.stack.push_async_callback(stop)
        return server

    def channel(
        self, seed: bytes | None = None, source_id: str = DEFAULT_SOURCE_ID
    ) -> ChannelSettings:
        hub = f"ws://127.0.0.1:{self.wire.port}"
        return ChannelSettings(hub, "county", "mr2", seed or SEED, source_id=source_id)

    async def start_site(
        self, port: int, password: str | None = None, seed: bytes | None = None
    ) -> SiteStream:
        self.stream = self.run_stream(RfbSettings("127.0.0.1", port, password), self.channel(seed))
        return self.stream

    def run_stream(
        self,
        source: SourceSettings,
        channel: ChannelSettings,
        rules: SourceRules = OPEN_TO_CONTROL,
    ) -> SiteStream:
        """Serve one of the scanner's sources until the test ends."""
        stream = SiteStream(
            source, channel, self.rights, self.losses.append, rules=rules, driving=self.driving
        )
        self.streams.append(stream)
        running_stream = asyncio.create_task(stream.run())

        async def stop() -> None:
            running_stream.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running_stream

        self.stack.push_async_callback(stop)
        return stream

    async def view(
        self,
        person: str = "expert",
        codecs: frozenset[int] = frozenset(CODECS),
        source_id: str = DEFAULT_SOURCE_ID,
    ) -> Viewer:
        connection = await self.stack.enter_async_context(
            connect(
                f"ws://127.0.0.1:{self.hub_port}/api/console/mr2?session_id=s1&source_id={source_id}",
                additional_headers={"x-person": person},
                origin=f"http://127.0.0.1:{self.hub_port}",
                compression=None,
                max_size=None,
            )
        )
        viewer = Viewer(connection)
        listening = asyncio.create_task(viewer.run())
        beating: list[asyncio.Task[None]] = []

        async def stop() -> None:
            await connection.close()
            await asyncio.gather(listening, *beating)

        self.stack.push_async_callback(stop)
        with contextlib.suppress(ConnectionClosed):
            await viewer.say(Hello(codecs=codecs))
            beating.append(asyncio.create_task(viewer.beat()))
        return viewer

    async def shows_screen(self, viewer: Viewer, port: int) -> None:
        """Wait until a viewer's picture equals the source's in every pixel."""
        async with asyncio.timeout(20):
            while not viewer.shows(await asyncio.to_thread(photograph, port)):
                await asyncio.sleep(0.05)

    def grant(self, person_id: str, epoch: int) -> None:
        self.rights.holder = Driver(person_id, PEOPLE[person_id].display_name, epoch)
        self.rights_changed()

    def take_back(self) -> None:
        self.rights.holder = None
        self.rights_changed()

    def rights_changed(self) -> None:
        for stream in self.streams:
            stream.rights_changed()


@pytest.fixture
async def chain() -> AsyncIterator[Chain]:
    whole = Chain()
    await whole.start_hub()
    await whole.start_wire()
    async with whole.stack:
        yield whole
