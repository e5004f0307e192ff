"""The asyncio adapter of ``protocol``: one TCP connection, made again whenever it ends.

What comes is painted on a framebuffer; a listener hears of it. All calls happen on one event loop.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from telescan.console.cursor_image import CursorChanged
from telescan.console.framebuffer import Framebuffer
from telescan.console.geometry import Rect
from telescan.console.held_input import KeyStroke, PointerState, RfbInput
from telescan.console.rfb.connection import Connection
from telescan.console.rfb.encodings import NEAR, Encoding
from telescan.console.rfb.errors import AuthenticationError, RfbError
from telescan.console.rfb.events import (
    Connected,
    ContinuousUpdatesEnded,
    Copied,
    Painted,
    Resized,
    RfbEvent,
    UpdateFinished,
)
from telescan.console.rfb.liveness import Finding, Liveness
from telescan.console.rfb.pacing import Pacing
from telescan.console.rfb.patience import Patience
from telescan.console.rfb.picture import Picture
from telescan.console.rfb.protocol import RfbProtocol
from telescan.console.rfb.security import Access
from telescan.console.rfb.trust import Trust
from telescan.console.screen_source import ScreenListener

_log = logging.getLogger(__name__)

_HANGS = "the RFB server does not answer although its connection is open; restart it"
_RETRY_S = (0.25, 0.5, 1.0, 2.0)
_REFUSED_RETRY_S = 10.0
"""Servers lock out who tries a wrong password often."""
_LOOK_EVERY_S = 0.2
_SETTLED_S = 5.0
"""A connection that lasted so long was a good one: its end is news, and it is tried again soon."""


@dataclass(frozen=True, slots=True)
class RfbSettings:
    """Where a scanner's screen is, and how it is reached."""

    host: str
    port: int
    password: str | None = None
    masks: tuple[Rect, ...] = ()
    """Where the screen says who the patient is; blanked as it arrives."""
    keep_hidden: bool = False
    """Whether what is blanked is kept aside, for viewers who may see it."""
    trust: Trust | None = None
    """How the server proves who it is under TLS; None: plain RFB."""
    encodings: tuple[Encoding, ...] = NEAR
    """How pixels may come, best first."""
    jpeg_quality: int | None = None
    """0 to 9: JPEG is allowed, so pixels are no longer the scanner's own; None: it is not."""
    user: str = ""
    """Whom the password is of, where the server asks for a name too; under TLS only."""


class RfbClient:
    """One scanner's screen."""

    def __init__(
        self, settings: RfbSettings, listener: ScreenListener, patience: Patience | None = None
    ) -> None:
        self._settings = settings
        self._listener = listener
        self._patience = patience or Patience()
        self._picture = Picture(settings.masks, keep_hidden=settings.keep_hidden)
        self._connection: Connection | None = None
        self._pacing: Pacing | None = None
        self._connected_at_s: float | None = None
        self._liveness: Liveness | None = None
        self._watched = False
        self._last_fault = ""

    @property
    def connected(self) -> bool:
        """Whether the handshake with a server is done."""
        return self._connected_at_s is not None

    @property
    def responsive(self) -> bool:
        """Whether the server answers, so that input would be done now and not later."""
        return self._liveness is not None and self._liveness.responsive(_now_s())

    @property
    def whole_screen(self) -> Framebuffer | None:
        """The screen, once all of it has come since it was asked for as a whole."""
        return self._picture.screen if self._picture.whole else None

    async def run(self) -> None:
        """Stay connected until cancelled."""
        failures = 0
        while True:
            try:
                await self._converse()
            except RfbError as error:
                settled = self._settled()
                failures = 0 if settled else failures + 1
                self._forget()
                self._report(str(error), anew=settled)
                self._listener.screen_lost()
                await asyncio.sleep(_pause_s(error, failures))

    def watched(self, *, by_anybody: bool) -> None:
        """Stay connected either way; whether the server works is asked only while it matters."""
        self._watched = by_anybody

    def ask_for_update(self) -> None:
        """Ask for the next change, unless the server owes us an update already."""
        if self._pacing is not None:
            self._pacing.want(whole=not self._picture.whole)
            self._flush()

    def ask_for_whole_screen(self) -> None:
        """Ask for every pixel, as what is known may be old."""
        if self._pacing is not None:
            self._picture.doubt()
            self._pacing.want_whole_now()
            self._flush()

    def apply(self, inputs: Sequence[RfbInput]) -> None:
        """Send keys and pointer to the scanner; dropped where there is no connection."""
        if self._connection is None or not self.connected:
            return
        for item in inputs:
            match item:
                case KeyStroke(keysym, down):
                    self._connection.protocol.press(keysym, down=down)
                case PointerState(x, y, buttons):
                    self._connection.protocol.point(x, y, buttons)
        if inputs and self._liveness is not None:
            self._liveness.driven(_now_s())
        self._flush()

    async def _converse(self) -> None:
        settings = self._settings
        access = Access(settings.password, settings.trust, settings.host, settings.user)
        protocol = RfbProtocol(access, settings.encodings, settings.jpeg_quality)
        async with Connection.open(
            settings.host, settings.port, protocol, self._patience
        ) as connection:
            self._connection = connection
            probing = asyncio.create_task(self._probe(connection))
            try:
                async for event in connection.events():
                    self._handle(event, protocol)
                    connection.owe(answer=self._pacing is not None and self._pacing.whole_owed)
            finally:
                probing.cancel()

    async def _probe(self, connection: Connection) -> None:
        """Ask a quiet server for a sign of life; break off where none comes."""
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            if self._liveness is None:
                continue
            match self._liveness.look(_now_s(), watched=self._watched):
                case Finding.ASK:
                    connection.protocol.ask_for_pixel()
                    connection.flush()
                case Finding.HANGS:
                    connection.break_off(_HANGS)
                    return
                case Finding.NOTHING:
                    pass

    def _handle(self, event: RfbEvent, protocol: RfbProtocol) -> None:
        if self._liveness is not None:
            self._liveness.heard(_now_s())
        match event:
            case Connected(width, height, name):
                self._connected_at_s = _now_s()
                self._liveness = Liveness(_now_s())
                self._pacing = Pacing(protocol)
                self._picture.resize(width, height)
                self._listener.screen_connected(name)
            case Painted(rect, pixels):
                self._picture.paint(rect, pixels)
                self._listener.screen_changed(rect)
            case Copied(source, target):
                self._picture.copy(source, target)
                self._listener.screen_changed(target)
            case CursorChanged():
                self._listener.cursor_changed(event)
            case _ if self._pacing is not None:
                self._pace(event, self._pacing)

    def _pace(self, event: RfbEvent, pacing: Pacing) -> None:
        match event:
            case Resized(width, height):
                self._picture.resize(width, height)
                pacing.resized()
            case UpdateFinished():
                all_known = self._picture.settle()
                pacing.update_came(all_known=all_known)
                if all_known:
                    self._listener.screen_complete()
                else:
                    pacing.want(whole=True)
            case ContinuousUpdatesEnded():
                pacing.continuous_ended()
            case _:
                pass

    def _flush(self) -> None:
        if self._connection is not None:
            self._connection.flush()
            self._connection.owe(answer=self._pacing is not None and self._pacing.whole_owed)

    def _settled(self) -> bool:
        began_s = self._connected_at_s
        return began_s is not None and _now_s() > began_s + _SETTLED_S

    def _forget(self) -> None:
        self._connection = None
        self._pacing = None
        self._liveness = None
        self._connected_at_s = None

    def _report(self, fault: str, *, anew: bool) -> None:
        """Log a fault once, not at every new try."""
        if anew or fault != self._last_fault:
            _log.warning("console at %s:%d: %s", self._settings.host, self._settings.port, fault)
        self._last_fault = fault


def _now_s() -> float:
    return asyncio.get_running_loop().time()


def _pause_s(error: Exception, failures: int) -> float:
    if isinstance(error, AuthenticationError):
        return _REFUSED_RETRY_S
    return _RETRY_S[min(failures, len(_RETRY_S) - 1)]
