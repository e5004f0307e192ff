"""A camera as a source: on while somebody looks, held to a rate, connected again by itself."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from telescan.console.camera.errors import CameraError, CameraLoginError
from telescan.console.camera.mjpeg import mjpeg_shots
from telescan.console.camera.rtsp import rtsp_shots
from telescan.console.camera.settings import CameraSettings
from telescan.console.camera.shot import Shot
from telescan.console.framebuffer import Framebuffer, Pixels
from telescan.console.geometry import Rect
from telescan.console.held_input import RfbInput
from telescan.console.screen_source import ScreenListener

_log = logging.getLogger(__name__)

_RETRY_S = (0.5, 1.0, 2.0, 5.0, 10.0)
_REFUSED_RETRY_S = 30.0
"""Cameras lock out who tries a wrong password often."""

type Shots = Callable[[CameraSettings], AsyncIterator[Shot]]


@dataclass(frozen=True, slots=True)
class CameraPatience:
    """How long a camera may take."""

    first_s: float = 10.0
    """From the first packet to the first picture."""
    stall_s: float = 5.0
    """From one picture to the next."""


class CameraClient:
    """One camera."""

    def __init__(
        self,
        settings: CameraSettings,
        listener: ScreenListener,
        patience: CameraPatience | None = None,
    ) -> None:
        self._settings = settings
        self._listener = listener
        self._patience = patience or CameraPatience()
        self._shots: Shots = rtsp_shots if settings.url.startswith("rtsp:") else mjpeg_shots
        self._looked_at = asyncio.Event()
        self._left = asyncio.Event()
        self._screen: Framebuffer | None = None
        self._connected = False
        self._wanted = False
        self._painted_s = 0.0
        self._last_fault = ""

    @property
    def connected(self) -> bool:
        """Whether pictures come."""
        return self._connected

    @property
    def responsive(self) -> bool:
        """A camera is given no input."""
        return True

    @property
    def whole_screen(self) -> Framebuffer | None:
        """The newest picture, while pictures come."""
        return self._screen if self._connected else None

    async def run(self) -> None:
        """Be on while somebody looks, until cancelled."""
        while True:
            await self._looked_at.wait()
            reading = asyncio.create_task(self._keep_reading())
            leaving = asyncio.create_task(self._left.wait())
            try:
                await asyncio.wait({reading, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (reading, leaving):
                    task.cancel()
                await asyncio.gather(reading, leaving, return_exceptions=True)
                self._connected = False
            if reading.done() and not reading.cancelled():
                reading.result()
            self._listener.screen_rests()

    def watched(self, *, by_anybody: bool) -> None:
        """Switch the camera on or off."""
        on, off = (self._looked_at, self._left) if by_anybody else (self._left, self._looked_at)
        on.set()
        off.clear()

    def ask_for_update(self) -> None:
        """Take the next picture; those that nobody asked for are not even decoded."""
        self._wanted = True

    def ask_for_whole_screen(self) -> None:
        """Take the next picture: each is whole."""
        self._wanted = True

    def apply(self, inputs: Sequence[RfbInput]) -> None:
        """Drop input: a camera is only looked at."""

    async def _keep_reading(self) -> None:
        failures = 0
        while True:
            try:
                await self._read()
            except CameraError as error:
                failures = 0 if self._connected else failures + 1
                self._report(str(error))
                self._connected = False
                self._listener.screen_lost()
                await asyncio.sleep(_pause_s(error, failures))

    async def _read(self) -> None:
        shots = self._shots(self._settings)
        async with contextlib.aclosing(shots):  # type: ignore[type-var]
            while True:
                wait_s = self._patience.stall_s if self._connected else self._patience.first_s
                try:
                    async with asyncio.timeout(wait_s):
                        shot = await anext(shots)
                except TimeoutError:
                    raise CameraError(f"no picture came for {wait_s:g} s") from None
                except StopAsyncIteration:
                    raise CameraError("the camera ended its stream") from None
                await self._take(shot)

    async def _take(self, shot: Shot) -> None:
        """Show a picture, unless it comes too soon or nobody has asked since the last."""
        now_s = asyncio.get_running_loop().time()
        due = now_s - self._painted_s >= 1 / self._settings.frames_per_s
        if self._connected and not (due and self._wanted):
            return
        self._painted_s, self._wanted = now_s, False
        self._show(await asyncio.to_thread(shot.pixels))

    def _show(self, pixels: Pixels) -> None:
        height, width = pixels.shape
        if self._screen is None or self._screen.pixels.shape != pixels.shape:
            self._screen = Framebuffer(
                width, height, self._settings.masks, keep_hidden=self._settings.keep_hidden
            )
        if not self._connected:
            self._connected = True
            self._last_fault = ""
            self._listener.screen_connected(self._settings.where)
        whole = Rect(0, 0, width, height)
        self._screen.paint(whole, pixels)
        self._listener.screen_changed(whole)
        self._listener.screen_complete()

    def _report(self, fault: str) -> None:
        """Log a fault once, not at every new try."""
        if fault != self._last_fault:
            _log.warning("camera at %s: %s", self._settings.where, fault)
        self._last_fault = fault


def _pause_s(error: CameraError, failures: int) -> float:
    if isinstance(error, CameraLoginError):
        return _REFUSED_RETRY_S
    return _RETRY_S[min(failures, len(_RETRY_S) - 1)]
