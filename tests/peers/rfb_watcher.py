"""A client of the code under test that always wants the next picture."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np

from telescan.console.cursor_image import CursorChanged
from telescan.console.framebuffer import Pixels
from telescan.console.geometry import Rect
from telescan.console.rfb.client import RfbClient, RfbSettings
from telescan.console.rfb.patience import Patience


class Watcher:
    """Hears of a screen; what went wrong is in the log."""

    def __init__(self, settings: RfbSettings, patience: Patience | None = None) -> None:
        self.client = RfbClient(settings, self, patience)
        self.name: str | None = None
        self.cursor: CursorChanged | None = None
        self.losses = 0
        self.completed = 0
        self.looks = True
        self.changed = asyncio.Event()

    def screen_connected(self, name: str) -> None:
        self.name = name
        self.client.ask_for_whole_screen()

    def screen_changed(self, rect: Rect) -> None:
        pass

    def screen_complete(self) -> None:
        self.completed += 1
        self.changed.set()
        if self.looks:
            self.client.ask_for_update()

    def cursor_changed(self, cursor: CursorChanged) -> None:
        self.cursor = cursor

    def screen_lost(self) -> None:
        self.losses += 1
        self.changed.set()

    @property
    def pixels(self) -> Pixels | None:
        screen = self.client.whole_screen
        return None if screen is None else screen.pixels

    async def sees(self, pixels: Pixels) -> None:
        """Wait until the screen equals this in every bit."""
        async with asyncio.timeout(20):
            while self.pixels is None or not np.array_equal(self.pixels, pixels):
                self.changed.clear()
                await self.changed.wait()

    async def loses(self) -> None:
        """Wait until the connection fails."""
        async with asyncio.timeout(20):
            while self.losses == 0:
                self.changed.clear()
                await self.changed.wait()


@asynccontextmanager
async def watching(
    settings: RfbSettings, patience: Patience | None = None
) -> AsyncIterator[Watcher]:
    watcher = Watcher(settings, patience)
    task = asyncio.create_task(watcher.client.run())
    try:
        yield watcher
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
