"""The gateway's end of the console channel: one outbound WebSocket per scanner to the hub.

It opens the channel with the site's signature, opens it again whenever it ends, and notices a dead
link by itself. What is said over it is none of its business.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from telescan.wire.console_channel_key import sign

_log = logging.getLogger(__name__)

PING_EVERY_S = 0.5
PONG_WITHIN_S = 1.5
"""A dead link is noticed 1.5 to 2 s after it died."""

_OPEN_S = 5.0
_RETRY_S = (0.1, 0.25, 0.5, 1.0, 2.0)
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

    def __repr__(self) -> str:
        return f"ChannelSettings({self.hub_url!r}, {self.site_id!r}, {self.scanner_id!r})"


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


class ConsoleChannel:
    """One scanner's channel."""

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

    @property
    def url(self) -> str:
        """Where the channel goes."""
        base = self._settings.hub_url.rstrip("/")
        return f"{base}/gateway/console/{self._settings.scanner_id}"

    @property
    def delay_ms(self) -> float | None:
        """Round trip to the hub, as its last pong measured it; None: not measured."""
        latency_s = self._connection.latency if self._connection is not None else 0.0
        return latency_s * 1000 if latency_s else None

    async def run(self) -> None:
        """Keep the channel open until cancelled."""
        failures = 0
        while True:
            try:
                if await self._converse():
                    failures = 0
                else:
                    failures += 1
            except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
                failures += 1
                if failures == 1:
                    _log.warning("console channel %s: %s", self.url, error)
            await asyncio.sleep(_RETRY_S[min(failures, len(_RETRY_S) - 1)])

    async def send(self, message: str | bytes) -> bool:
        """Send to the hub; False where the channel is closed and the message is lost."""
        if self._connection is None:
            return False
        try:
            await self._connection.send(message)
        except ConnectionClosed:
            return False
        return True

    async def _converse(self) -> bool:
        """Hold one connection to its end; tell whether it was opened by the hub's leave."""
        headers = sign(
            self._settings.seed, self._settings.site_id, self._settings.scanner_id, self._now()
        )
        async with connect(
            self.url,
            ssl=self._settings.trust,
            additional_headers=headers.as_dict(),
            compression=None,  # pictures are compressed already
            open_timeout=_OPEN_S,
            close_timeout=0.5,
            ping_interval=PING_EVERY_S,
            ping_timeout=PONG_WITHIN_S,
            max_size=_MAX_MESSAGE_BYTES,
        ) as connection:
            self._connection = connection
            _log.info("console channel %s is open", self.url)
            self._listener.channel_opened()
            try:
                async for message in connection:
                    if isinstance(message, str):
                        self._listener.channel_received(message)
            except ConnectionClosed as error:
                _log.warning("console channel %s: %s", self.url, error)
            finally:
                self._connection = None
                self._listener.channel_closed()
        return True
