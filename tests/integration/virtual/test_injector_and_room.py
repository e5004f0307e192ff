"""The scanner's further pictures as they are served: an injector to work, a room to see."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from tests.peers.nats_link import free_port
from tests.peers.rfb_watcher import Watcher, watching
from tests.peers.virtual_scanner import scanner_settings, switched_on

from telescan.console.camera import CameraClient, CameraSettings
from telescan.console.framebuffer import Pixels
from telescan.console.geometry import Rect
from telescan.console.held_input import PointerState
from telescan.console.rfb import RfbSettings
from telescan.virtual.injector.__main__ import HEIGHT_PX, WIDTH_PX
from telescan.virtual.room.camera import PATH, open_camera
from telescan.virtual.table import ISOCENTRE_MM

ARM_X, START_X, STOP_X = WIDTH_PX // 6, WIDTH_PX // 2, WIDTH_PX * 5 // 6
CURVE = (slice(210, 500), slice(30, WIDTH_PX - 30))


@pytest.fixture
async def injector() -> AsyncIterator[Watcher]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "telescan.virtual.injector"),
        *("--rfb-port", str(port), "--control-port", str(free_port())),
    )
    try:
        async with watching(RfbSettings("127.0.0.1", port)) as watcher:
            await until(lambda: watcher.pixels is not None)
            yield watcher
    finally:
        process.kill()
        await process.wait()


async def until(true) -> None:
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.05)


def click(watcher: Watcher, x: int) -> None:
    y = HEIGHT_PX - 45
    watcher.client.apply([PointerState(x, y, buttons) for buttons in (0, 1, 0)])


def curve(watcher: Watcher) -> Pixels:
    pixels = watcher.pixels
    assert pixels is not None
    return pixels[CURVE].copy()


async def test_an_armed_injector_starts_draws_its_pressure_and_stops(injector: Watcher) -> None:
    empty = curve(injector)
    click(injector, START_X)
    click(injector, ARM_X)
    await asyncio.sleep(0.5)
    assert np.array_equal(curve(injector), empty), "not armed when Start was pressed first"
    click(injector, START_X)
    await until(lambda: not np.array_equal(curve(injector), empty))
    click(injector, STOP_X)
    await asyncio.sleep(0.5)
    stopped = curve(injector)
    await asyncio.sleep(0.7)
    assert np.array_equal(curve(injector), stopped)


class Looker:
    """Looks at a camera."""

    def __init__(self, port: int) -> None:
        self.client = CameraClient(CameraSettings(f"http://127.0.0.1:{port}{PATH}"), self)
        self.pixels: Pixels | None = None

    def screen_connected(self, name: str) -> None: ...

    def screen_changed(self, rect: Rect) -> None: ...

    def screen_complete(self) -> None:
        screen = self.client.whole_screen
        self.pixels = None if screen is None else screen.pixels.copy()
        self.client.ask_for_update()

    def screen_lost(self) -> None: ...

    def screen_rests(self) -> None: ...


async def test_the_rooms_camera_shows_the_table_and_draws_only_while_watched(
    tmp_path: Path,
) -> None:
    port, drawn = free_port(), []

    def now() -> datetime:
        drawn.append(1)
        return datetime(2026, 3, 1, 12, tzinfo=UTC)

    async with switched_on(scanner_settings(tmp_path)) as engine:
        server = await open_camera(port, engine.status, now)
        looker = Looker(port)
        looking = asyncio.create_task(looker.client.run())
        await asyncio.sleep(0.3)
        assert drawn == []
        looker.client.watched(by_anybody=True)
        await until(lambda: looker.pixels is not None)
        outside = looker.pixels
        engine.move_table(ISOCENTRE_MM)
        await until(lambda: not np.array_equal(looker.pixels[190:250], outside[190:250]))
        looking.cancel()
        await asyncio.wait([looking])
        await asyncio.sleep(0.3)
        count = len(drawn)
        await asyncio.sleep(0.5)
        assert len(drawn) == count
        server.close()
