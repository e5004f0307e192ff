"""The gateway's end of the console channel: one outbound WebSocket per source to the hub.

It opens the channel with the site's signature, notices by itself that the link is dead or doubtful,
and opens the next connection while the old one still waits (``link_pulse``, ``reconnection``). What
is said over it is none of its business.
"""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from telescan.scanner.sources import DEFAULT_SOURCE_ID
from telescan.wire.console_channel_key import sign
from telescan.wire.link_pulse import PING_EVERY_S, LinkPulse, Pulse
from telescan.wire.race import OpeningRefusedError, Race

_log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.1
_MAX_MESSAGE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """Where the hub is and who we are."""

    hub_url: str
    """``ws://`` or ``wss://``, host and port, without a path."""
    site_id: str
    scanner_id: str
    seed: bytes
    """The seed of the site's nkey; never logged."""
    trust: ssl.SSLContext | None = None
    """What the hub's certificate is checked against; None for ``ws://``."""
    source_id: str = DEFAULT_SOURCE_ID
    """Which of the scanner's pictures it is."""

    def __repr__(self) -> str:
        who = (self.hub_url, self.site_id, self.scanner_id, self.source_id)
        return f"ChannelSettings{who!r}"


class ChannelListener(Protocol):
    """Hears what the hub says."""

    def channel_opened(self) -> None:
        """Learn that the hub can be talked to."""

    def channel_received(self, message: str) -> None:
        """Take a text message of the hub."""

    def channel_closed(self) -> None:
        """Learn that the hub can no longer be talked to."""


def _wall_clock() -> datetime:
    return datetime.now(UTC)


def _now_s() -> float:
    return asyncio.get_running_loop().time()


class ConsoleChannel:
    """One source's channel."""

    def __init__(
        self,
        settings: ChannelSettings,
        listener: ChannelListener,
        now: Callable[[], datetime] = _wall_clock,
    ) -> None:
        self._settings = settings
        self._listener = listener
        self._now = now
        self._connection: ClientConnection | None = None
        self._pulse = LinkPulse()

    @property
    def url(self) -> str:
        """Where the channel goes."""
        base = self._settings.hub_url.rstrip("/")
        source = f"?source_id={self._settings.source_id}"
        return f"{base}/gateway/console/{self._settings.scanner_id}{source}"

    @property
    def delay_ms(self) -> float | None:
        """Round trip to the hub, or what an answer has been waited for; None: not measured."""
        return self._pulse.delay_ms(_now_s())

    async def run(self) -> None:
        """Keep the channel open until cancelled."""
        race = Race(self._open, _abort, f"console channel {self.url}")
        try:
            while True:
                await self._converse(await race.winner(), race)
        finally:
            await race.cancel()

    async def send(self, message: str | bytes) -> bool:
        """Send to the hub; False where the channel is closed and the message is lost."""
        if self._connection is None:
            return False
        try:
            await self._connection.send(message)
        except ConnectionClosed:
            return False
        return True

    async def _open(self) -> ClientConnection:
        us = self._settings
        headers = sign(us.seed, us.site_id, us.scanner_id, us.source_id, self._now())
        try:
            return await connect(
                self.url,
                ssl=self._settings.trust,
                additional_headers=headers.as_dict(),
                compression=None,  # pictures are compressed already
                open_timeout=None,  # the race keeps the time
                close_timeout=0.5,
                ping_interval=None,  # see _beat
                max_size=_MAX_MESSAGE_BYTES,
            )
        except InvalidStatus as error:
            raise OpeningRefusedError(str(error)) from error
        except (InvalidHandshake, InvalidURI, EOFError) as error:
            raise OSError(str(error)) from error

    async def _converse(self, connection: ClientConnection, race: Race[ClientConnection]) -> None:
        """Hold one connection to its end."""
        self._connection, self._pulse = connection, LinkPulse()
        _log.info("console channel %s is open", self.url)
        self._listener.channel_opened()
        hearing = asyncio.create_task(self._hear(connection))
        beating = asyncio.create_task(self._beat(connection, self._pulse, race))
        try:
            await asyncio.wait({hearing, beating}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._connection, self._pulse = None, LinkPulse()
            self._listener.channel_closed()
            _abort(connection)
            for task in (hearing, beating):
                task.cancel()
            await asyncio.gather(hearing, beating, return_exceptions=True)
        for task in (hearing, beating):
            if not task.cancelled():
                task.result()

    async def _hear(self, connection: ClientConnection) -> None:
        try:
            async for message in connection:
                if isinstance(message, str):
                    self._listener.channel_received(message)
        except ConnectionClosed as error:
            _log.warning("console channel %s: %s", self.url, error)

    async def _beat(
        self, connection: ClientConnection, pulse: LinkPulse, race: Race[ClientConnection]
    ) -> None:
        """Ping; return when the connection is dead or a better one is open."""
        pings: set[asyncio.Task[None]] = set()
        next_ping_s = 0.0
        try:
            while True:
                if (now_s := _now_s()) >= next_ping_s:
                    next_ping_s = now_s + PING_EVERY_S
                    # A task: on a dead link its sending does not end.
                    ping = asyncio.create_task(_ping(connection, pulse))
                    pings.add(ping)
                    ping.add_done_callback(pings.discard)
                await asyncio.sleep(_LOOK_EVERY_S)
                match pulse.state(_now_s()):
                    case Pulse.ALIVE:
                        await race.cancel()
                    case Pulse.DOUBTFUL:
                        race.begin()
                    case Pulse.REPLACEABLE if race.won:
                        _log.warning("console channel %s: a new one takes over", self.url)
                        return
                    case Pulse.DEAD:
                        _log.warning("console channel %s: the hub does not answer", self.url)
                        return
                    case _:
                        pass
        finally:
            for ping in pings:
                ping.cancel()


async def _ping(connection: ClientConnection, pulse: LinkPulse) -> None:
    ping_id = pulse.sent(_now_s())
    with contextlib.suppress(ConnectionClosed):
        await (await connection.ping())
        pulse.answered(ping_id, _now_s())


def _abort(connection: ClientConnection) -> None:
    """End a connection at once: a dead link would not take a goodbye."""
    connection.transport.abort()
