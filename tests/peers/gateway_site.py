"""A whole site as it is run: a gateway and a virtual scanner, each a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.peers.nats_link import HubSide, free_port, running_hub

from telescan.identity.roles import Actor, Role
from telescan.session.commands import (
    Admit,
    AskForHelp,
    Close,
    GrantControl,
    SessionCommand,
    Take,
)
from telescan.session.events import Recorded
from telescan.session.state import Session
from telescan.wire.commands import SiteCommands
from telescan.wire.inbox import journal_inbox
from telescan.wire.keys import NatsKey, make_key, write_key
from telescan.wire.live import watch_live
from telescan.wire.messages import CommandRequest, Problem, ScannerLive

SITE, SCANNER = "county", "mr2"
OPERATOR = Actor(person_id="olga", display_name="Olga", roles=frozenset({Role.OPERATOR}))
EXPERT = Actor(person_id="emil", display_name="Emil", roles=frozenset({Role.EXPERT}))


class RefusedError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def _toml(values: Mapping[str, Any]) -> str:
    # A TOML inline value and a JSON value differ in nothing that these settings use but the colon.
    def value(item: Any) -> str:
        if isinstance(item, Mapping):
            return "{" + ", ".join(f"{k} = {value(v)}" for k, v in item.items()) + "}"
        if isinstance(item, list):
            return "[" + ", ".join(map(value, item)) + "]"
        return json.dumps(item)

    return "\n".join(f"{key} = {value(item)}" for key, item in values.items())


class Program:
    """One of Telescan's programs, started, killed and started again."""

    def __init__(self, name: str, settings: Mapping[str, Any], folder: Path) -> None:
        self._name = name
        self._config = folder / f"{name}.toml"
        self._config.write_text(_toml(settings), encoding="utf-8")
        self._log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "telescan.cli", self._name, "--config", self._config],
                stdout=log,
                stderr=log,
            )

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(number)
        code = self._process.wait(timeout=20)
        self._process = None
        return code

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")


@dataclass
class SiteUnderTest:
    hub: HubSide
    gateway: Program
    scanner: Program
    page: httpx.AsyncClient
    commands: SiteCommands
    journal: list[Recorded] = field(default_factory=list)
    live: list[ScannerLive] = field(default_factory=list)
    session_id: str | None = None

    async def do(self, command: SessionCommand, actor: Actor) -> Session:
        request = CommandRequest(session_id=self.session_id, actor=actor, command=command)
        reply = await self.commands.send(SITE, request)
        if reply.problem is not None:
            raise RefusedError(reply.problem)
        assert reply.session is not None
        self.session_id = reply.session.session_id
        return reply.session

    async def opened(self) -> Session:
        self.session_id = None
        ask = AskForHelp(scanner_id=SCANNER, reason="Motion", body_region="head")
        await self.do(ask, OPERATOR)
        await self.do(Take(), EXPERT)
        return await self.do(Admit(person_id=EXPERT.person_id), OPERATOR)

    async def end_session(self) -> None:
        """Close the session that a test may have left."""
        if self.session_id is not None:
            with contextlib.suppress(RefusedError):
                await self.do(Close(note="end of the test"), OPERATOR)

    async def driving(self) -> Session:
        await self.opened()
        return await self.do(GrantControl(person_id=EXPERT.person_id), OPERATOR)

    async def at_scanner(self) -> dict[str, Any]:
        """Return what the local page shows of the scanner."""
        state = (await self.page.get("/state")).json()
        shown: dict[str, Any] = state["scanners"][0]
        return shown

    async def press(self, button: str) -> httpx.Response:
        return await self.page.post(
            f"/scanners/{SCANNER}/{button}", headers={"X-Telescan": "local-page"}
        )

    async def ready(self) -> None:
        """Wait until the gateway has its scanner, and the hub hears of it."""
        while True:
            with contextlib.suppress(httpx.TransportError):
                if (await self.at_scanner())["reachable"]:
                    break
            await asyncio.sleep(0.1)
        seen = len(self.live)
        await self.until(lambda: len(self.live) > seen and self.live[-1].reachable)

    async def until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            await asyncio.sleep(0.05)

    def kinds(self) -> list[str]:
        return [entry.event.kind for entry in self.journal]

    async def heard(self, entry: Recorded) -> None:
        self.journal.append(entry)

    async def saw(self, state: ScannerLive) -> None:
        self.live.append(state)


def gateway_settings(
    folder: Path, *, leaf_port: int, hub_port: int, console: int, control: int, storage: int
) -> dict[str, Any]:
    return {
        "site_id": SITE,
        "site_name": "County hospital",
        "hub_url": f"http://127.0.0.1:{hub_port}",
        "hub_leaf_url": f"nats://127.0.0.1:{leaf_port}",
        "site_seed_file": str(folder / "site.seed"),
        "data_folder": str(folder / "gateway"),
        "local_page_port": free_port(),
        "scanners": [
            {
                "scanner_id": SCANNER,
                "name": "MR2",
                "driver": "virtual",
                "control": {"host": "127.0.0.1", "port": control},
                "console": {"host": "127.0.0.1", "port": console},
                "storage": {"port": storage},
            }
        ],
    }


def scanner_settings(folder: Path, *, console: int, control: int, storage: int) -> dict[str, Any]:
    return {
        "name": "MR2",
        "institution": "County hospital",
        "model": "Aster 3T",
        "serial_number": "TS-1",
        "data_folder": str(folder / "scanner"),
        "rfb_port": console,
        "control_port": control,
        "dicom": {"port": storage},
        "speed": 500.0,
        "width": 1280,
        "height": 800,
    }


@contextlib.asynccontextmanager
async def running_site(
    folder: Path, *, hub_port: int | None = None
) -> AsyncIterator[SiteUnderTest]:
    """Run hub's NATS server, gateway and scanner; ``hub_port`` is where consoles are sent."""
    key: NatsKey = make_key()
    write_key(folder / "site.seed", key)
    ports = {"console": free_port(), "control": free_port(), "storage": free_port()}
    async with (
        running_hub(folder / "hub", {SITE: key}) as hub,
        contextlib.AsyncExitStack() as stack,
    ):
        settings = gateway_settings(
            folder, leaf_port=hub.leaf_port, hub_port=hub_port or free_port(), **ports
        )
        gateway = Program("gateway", settings, folder)
        scanner = Program("scanner", scanner_settings(folder, **ports), folder)
        address = f"http://127.0.0.1:{settings['local_page_port']}"
        page = await stack.enter_async_context(httpx.AsyncClient(base_url=address))
        site = SiteUnderTest(hub, gateway, scanner, page, SiteCommands(hub.client))
        for program in (scanner, gateway):
            program.start()
            stack.callback(program.end)
        inbox = asyncio.create_task(journal_inbox(hub.client, site.heard).run())
        for watching in await watch_live(hub.client, [SITE], site.saw):
            stack.push_async_callback(watching.unsubscribe)
        stack.push_async_callback(site.commands.close)
        try:
            await site.ready()
            yield site
        finally:
            inbox.cancel()
            await asyncio.wait([inbox])
