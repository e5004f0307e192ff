"""A console over an emulated link: what a viewer sees and a scanner gets when the link is hurt.

A real screen and the site's stream are on one side, a real hub and a viewer on the other.

The site runs in a thread of its own: a thread can be in another network namespace, a task cannot.
"""

import asyncio
import contextlib
import os
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import nkeys
import uvicorn
from bench.console.processes import environment
from bench.console.strip import CELL, CELLS, cells
from bench.link_emulator import EmulatedLink, Namespace, Profile
from fastapi import FastAPI, WebSocket
from tests.integration.console.conftest import PEOPLE, SEED, Rights, Viewer, until
from tests.peers.ticking_screen import SPAN_S, TICK_S
from websockets.asyncio.client import ClientConnection, connect

from telescan.console.codecs import CODECS
from telescan.console.doors import ConsoleDoors
from telescan.console.messages import Hello, PictureState, StateChanged
from telescan.console.relays import Relays
from telescan.console.rfb import RfbSettings
from telescan.console.rights import Driver, LinkLoss
from telescan.console.routes import console_router
from telescan.console.site_stream import SiteStream
from telescan.identity.roles import Actor
from telescan.wire.console_channel import ChannelSettings

HUB_PORT = 8443
RFB_PORT = 5901
SIZE = "800x600"
PATIENCE_S = 60.0
"""For programs to start, on a machine that does other things."""


@dataclass(frozen=True)
class Happened:
    """One line of the screen's program."""

    at_s: float
    what: str
    key: str = ""
    place: str = ""


class ScannerScreen:
    """The running screen."""

    def __init__(self) -> None:
        self.happened: list[Happened] = []

    def said(self, what: str, key: str = "", since_s: float = 0.0) -> Happened | None:
        """Return what it said first since a moment, if it did."""
        return next(
            (
                h
                for h in self.happened
                if h.what == what and h.at_s >= since_s and key in ("", h.key)
            ),
            None,
        )

    def held(self) -> tuple[set[str], set[str]]:
        """Return the keys and the buttons that are down."""
        keys: dict[str, str] = {}
        buttons: set[str] = set()
        for item in self.happened:
            match item.what:
                case "press":
                    keys[item.place] = item.key
                case "release":
                    keys.pop(item.place, None)
                case "button":
                    buttons.add(item.key)
                case "unbutton":
                    buttons.discard(item.key)
        return set(keys.values()), buttons

    async def listen(self, output: asyncio.StreamReader) -> None:
        async for line in output:
            at, *words = line.decode().split()
            self.happened.append(Happened(float(at), *words))


@asynccontextmanager
async def ticking_screen(site: Namespace, server: str) -> AsyncIterator[ScannerScreen]:
    """Run a screen at the site behind ``qt`` or ``tigervnc``."""
    screen = ScannerScreen()
    async with contextlib.AsyncExitStack() as stack:
        platform = {"QT_QPA_PLATFORM": f"vnc:size={SIZE}:port={RFB_PORT}"}
        if server == "tigervnc":
            command = (
                "Xtigervnc", "-displayfd", "1", "-geometry", SIZE, "-depth", "24",
                "-rfbport", str(RFB_PORT), "-SecurityTypes", "None", "-localhost",
                "-AlwaysShared", "-nolisten", "tcp",
            )  # fmt: skip
            xvnc = await stack.enter_async_context(_running(site.command(*command)))
            number = (await xvnc.readline()).decode().strip()
            platform = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{number}"}
        command = (sys.executable, "-m", "tests.peers.ticking_screen")
        output = await stack.enter_async_context(
            _running(site.command(*command), **environment(**platform))
        )
        listening = asyncio.create_task(screen.listen(output))
        await until(lambda: screen.said("ready") is not None, PATIENCE_S)
        yield screen
        await stack.aclose()
        await listening


@asynccontextmanager
async def _running(command: tuple[str, ...], **env: str) -> AsyncIterator[asyncio.StreamReader]:
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=env or dict(os.environ),
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.terminate()
        await process.wait()


class Site:
    """The gateway's console service, in a thread in the site's namespace."""

    def __init__(self, link: EmulatedLink, rights: Rights) -> None:
        self.losses: list[tuple[float, LinkLoss]] = []
        self._link = link
        self._rights = rights
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stream: SiteStream | None = None
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Stop as a service is stopped."""
        if self._loop is not None and self._task is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()

    def rights_changed(self) -> None:
        assert self._loop is not None
        assert self._stream is not None
        self._loop.call_soon_threadsafe(self._stream.rights_changed)

    @property
    def delay_ms(self) -> float | None:
        return None if self._stream is None else self._stream.delay_ms

    def _run(self) -> None:
        with self._link.site.entered(), contextlib.suppress(asyncio.CancelledError):
            asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        hub = f"ws://{self._link.hub.address}:{HUB_PORT}"
        self._stream = SiteStream(
            RfbSettings("127.0.0.1", RFB_PORT),
            ChannelSettings(hub, "county", "mr2", SEED),
            self._rights,
            on_link_lost=self._lost,
        )
        await self._stream.run()

    def _lost(self, loss: LinkLoss) -> None:
        """End control, as a gateway does."""
        self.losses.append((time.monotonic(), loss))
        self._rights.holder = None
        if self._stream is not None:
            self._stream.rights_changed()


class Watcher(Viewer):
    """A viewer that notes when it heard and saw what."""

    def __init__(self, connection: ClientConnection) -> None:
        super().__init__(connection)
        self.marks: list[tuple[float, StateChanged]] = []
        self.seen: list[tuple[float, float]] = []
        """(when it was drawn, what time the picture showed)"""

    async def _draw(self, data: bytes) -> None:
        await super()._draw(data)
        now_s = time.monotonic()
        shown_s = self.shown_s(now_s)
        if shown_s is not None:
            self.seen.append((now_s, shown_s))

    def _hear(self, message: object) -> None:
        super()._hear(message)
        if isinstance(message, StateChanged):
            self.marks.append((time.monotonic(), message))

    def shown_s(self, now_s: float) -> float | None:
        """Read the moment that the picture shows, to one tick; None: it shows none."""
        if self.screen is None:
            return None
        bright = [
            int(self.screen.pixels[CELL // 2, place * CELL + CELL // 2]) & 0xFF > 127
            for place in range(CELLS)
        ]
        count = int("".join("1" if cell else "0" for cell in bright[:12]), 2)
        if cells(count) != bright:
            return None
        return now_s - (now_s - count * TICK_S) % SPAN_S

    def stale_at(self, since_s: float) -> float | None:
        """Return when the picture was marked."""
        return next(
            (at for at, m in self.marks if at >= since_s and m.state is not PictureState.LIVE),
            None,
        )

    def fresh_at(self, since_s: float) -> float | None:
        """Return when a picture was drawn that shows a moment after ``since_s``."""
        return next((at for at, shown in self.seen if shown > since_s + TICK_S), None)


@dataclass
class Stage:
    """Everything of one test."""

    link: EmulatedLink
    screen: ScannerScreen
    rights: Rights
    site: Site
    relays: Relays = field(default_factory=Relays)

    async def end_site(self) -> None:
        await asyncio.to_thread(self.site.end)

    def start_site(self) -> None:
        self.site = Site(self.link, self.rights)
        self.site.start()

    def grant(self, epoch: int) -> None:
        self.rights.holder = Driver("expert", "Expert", epoch)
        self.site.rights_changed()

    @asynccontextmanager
    async def hub(self) -> AsyncIterator[None]:
        """Run the hub on its side of the link."""

        async def authenticate(websocket: WebSocket, scanner_id: str) -> Actor | None:
            return PEOPLE.get(websocket.headers.get("x-person", ""))

        async def site_key(site_id: str, scanner_id: str) -> str | None:
            return str(nkeys.from_seed(SEED).public_key.decode())

        app = FastAPI()
        doors = ConsoleDoors(self.relays, authenticate, site_key)
        app.include_router(console_router(doors))
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="error", ws_per_message_deflate=False, lifespan="off")
        )
        with self.link.hub.entered():
            listener = socket.create_server(("0.0.0.0", HUB_PORT))  # noqa: S104
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        await until(lambda: server.started)
        try:
            yield
        finally:
            server.should_exit = True
            server.force_exit = True
            await serving
            listener.close()

    @asynccontextmanager
    async def view(self) -> AsyncIterator[Watcher]:
        """Open an expert's view on the hub's side."""
        watcher = Watcher(await self._connected())
        await watcher.say(Hello(codecs=frozenset(CODECS)))
        running = [asyncio.create_task(watcher.run()), asyncio.create_task(watcher.beat())]
        try:
            await until(
                lambda: watcher.fresh_at(0) is not None and watcher.site_ahead_ms is not None,
                PATIENCE_S,
            )
            yield watcher
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await watcher.connection.close()

    async def _connected(self) -> ClientConnection:
        with self.link.hub.entered():
            sock = socket.create_connection((self.link.hub.address, HUB_PORT), 1)
        sock.setblocking(False)
        return await connect(
            f"ws://{self.link.hub.address}:{HUB_PORT}/api/console/mr2?session_id=s1",
            sock=sock,
            additional_headers={"x-person": "expert"},
            origin=f"http://{self.link.hub.address}:{HUB_PORT}",
            compression=None,
            max_size=None,
        )


@asynccontextmanager
async def staged(profile: Profile, server: str, seed: int) -> AsyncIterator[Stage]:
    """Set everything up but the hub; ``seed`` draws the link's losses."""
    with EmulatedLink(profile, seed) as link:
        async with ticking_screen(link.site, server) as screen:
            rights = Rights()
            stage = Stage(link, screen, rights, Site(link, rights))
            stage.site.start()
            try:
                yield stage
            finally:
                await stage.end_site()
