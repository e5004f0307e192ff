"""The asyncio adapter of ``protocol``: one TCP connection, made again whenever it ends.

What comes is painted on a framebuffer; a listener hears of it. All calls happen on one event loop.
"""

import asyncio
import logging
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from telescan.console.framebuffer import Framebuffer
from telescan.console.geometry import Rect
from telescan.console.input_guard import KeyStroke, PointerState, RfbInput
from telescan.console.rfb.errors import RfbError
from telescan.console.rfb.events import (
    Bell,
    Connected,
    Copied,
    CursorChanged,
    Painted,
    Resized,
    RfbEvent,
    UpdateFinished,
)
from telescan.console.rfb.protocol import RfbProtocol

_log = logging.getLogger(__name__)

_READ_BYTES = 1 << 20
_CONNECT_S = 5.0
_STALL_S = 10.0
_RETRY_S = (0.25, 0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True)
class RfbSettings:
    """Where a scanner's screen is."""

    host: str
    port: int
    password: str | None = None
    masks: tuple[Rect, ...] = ()
    """Where the screen says who the patient is; blanked as it arrives."""


class ScreenListener(Protocol):
    """Hears what happens on the scanner's screen."""

    def screen_connected(self, name: str) -> None:
        """Learn that the server is there; nothing of its screen has come yet."""

    def screen_changed(self, rect: Rect) -> None:
        """Learn that a part of the framebuffer was painted."""

    def screen_complete(self) -> None:
        """Learn that the framebuffer shows a whole picture; time to look at it."""

    def cursor_changed(self, cursor: CursorChanged) -> None:
        """Learn that the pointer looks different now."""

    def screen_lost(self) -> None:
        """Learn that the server is gone; it is tried again."""


class RfbClient:
    """One scanner's screen."""

    def __init__(self, settings: RfbSettings, listener: ScreenListener) -> None:
        self._screen: Framebuffer | None = None
        self._settings = settings
        self._listener = listener
        self._protocol: RfbProtocol | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._asked = False
        self._owed_pixels = 0

    @property
    def connected(self) -> bool:
        """Whether the handshake with a server is done."""
        return self._protocol is not None

    @property
    def whole_screen(self) -> Framebuffer | None:
        """The screen, once all of it has come since it was asked for as a whole."""
        return self._screen if self._owed_pixels <= 0 else None

    async def run(self) -> None:
        """Stay connected until cancelled."""
        failures = 0
        while True:
            try:
                await self._converse()
            except (OSError, RfbError, TimeoutError) as error:
                reason = str(error) or "no answer in time"
                failures = 0 if self.connected else failures + 1
                self._forget()
                if failures <= 1:
                    _log.warning(
                        "console at %s:%d: %s", self._settings.host, self._settings.port, reason
                    )
                self._listener.screen_lost()
                await asyncio.sleep(_RETRY_S[min(failures, len(_RETRY_S) - 1)])

    def ask_for_update(self) -> None:
        """Ask for the next change, unless the server owes us an update already."""
        if self._protocol is not None and not self._asked:
            self._asked = True
            self._protocol.ask_for_update(incremental=self._owed_pixels <= 0)
            self._flush()

    def ask_for_whole_screen(self) -> None:
        """Ask for every pixel, as what is known may be old."""
        if self._protocol is not None:
            self._owed_pixels = self._protocol.width * self._protocol.height
            self._asked = True
            self._protocol.ask_for_update(incremental=False)
            self._flush()

    def apply(self, inputs: list[RfbInput]) -> None:
        """Send keys and pointer to the scanner; dropped where there is no connection."""
        if self._protocol is None:
            return
        for item in inputs:
            match item:
                case KeyStroke(keysym, down):
                    self._protocol.press(keysym, down=down)
                case PointerState(x, y, buttons):
                    self._protocol.point(x, y, buttons)
        self._flush()

    async def _converse(self) -> None:
        reader, writer = await asyncio.wait_for(
            asyncio.open_connection(self._settings.host, self._settings.port), _CONNECT_S
        )
        try:
            writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await self._read_all(reader, writer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _read_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        protocol = RfbProtocol(self._settings.password)
        self._writer = writer
        while True:
            limit_s = _STALL_S if protocol.amid_message else None
            data = await asyncio.wait_for(reader.read(_READ_BYTES), limit_s)
            if not data:
                raise RfbError("the RFB server closed the connection")
            for event in protocol.receive(data):
                self._handle(event, protocol)
            if outgoing := protocol.data_to_send():
                writer.write(outgoing)

    def _handle(self, event: RfbEvent, protocol: RfbProtocol) -> None:
        match event:
            case Connected(width, height, name):
                self._protocol = protocol
                self._new_screen(width, height)
                self._listener.screen_connected(name)
            case Resized(width, height):
                self._new_screen(width, height)
            case Painted(rect, pixels) if self._screen is not None:
                self._screen.paint(rect, pixels)
                self._owed_pixels -= rect.area
                self._listener.screen_changed(rect)
            case Copied(source, target) if self._screen is not None:
                self._screen.copy(source, target.x, target.y)
                self._owed_pixels -= target.area
                self._listener.screen_changed(target)
            case CursorChanged():
                self._listener.cursor_changed(event)
            case UpdateFinished():
                self._asked = False
                if self._owed_pixels > 0:
                    # Some servers answer the first request with the pointer's shape alone.
                    self._ask_again(protocol)
                else:
                    self._listener.screen_complete()
            case Bell() | _:
                pass

    def _new_screen(self, width: int, height: int) -> None:
        if self._screen is None or (self._screen.width, self._screen.height) != (width, height):
            self._screen = Framebuffer(width, height, self._settings.masks)
        self._owed_pixels = width * height

    def _ask_again(self, protocol: RfbProtocol) -> None:
        self._asked = True
        protocol.ask_for_update(incremental=False)

    def _flush(self) -> None:
        if self._protocol is not None and self._writer is not None:
            self._writer.write(self._protocol.data_to_send())

    def _forget(self) -> None:
        self._protocol = None
        self._writer = None
        self._asked = False
