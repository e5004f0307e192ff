"""The gateway's end of the console channel: one outbound connection per source to the hub.

It opens the channel with the site's signature, notices by itself that the link is dead or doubtful,
and opens the next connection while the old one still waits (``link_pulse``, ``reconnection``).
Which way it goes is the business of ``hub_ways``; what is said over it, of the listener.
"""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from telescan.scanner.sources import DEFAULT_SOURCE_ID
from telescan.wire.console_channel_key import sign
from telescan.wire.console_pipe import DialledPipe, PipeClosedError, Transport
from telescan.wire.hub_ways import HubWays
from telescan.wire.link_pulse import PING_EVERY_S, LinkPulse, Pulse
from telescan.wire.packet_loss import LossMeter
from telescan.wire.quic.openings import GatewayOpening
from telescan.wire.race import Race
from telescan.wire.transport_choice import TransportChoice

_log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.1


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
    quic_allowed: bool = True
    """False: WebSocket only, whatever the hub offers."""

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

    def channel_may_change(self) -> bool:
        """Tell whether closing and opening again would disturb nobody now."""


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
        self._pipe: DialledPipe | None = None
        self._pulse = LinkPulse()
        self._loss = LossMeter()
        choice = TransportChoice(quic_allowed=settings.quic_allowed)
        self._ways = HubWays(self.url, settings.trust, self._signed, choice)

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

    @property
    def loss_share(self) -> float | None:
        """Which share of our packets was lost lately, 0 to 1; None: not measured."""
        return self._loss.share

    @property
    def transport(self) -> Transport | None:
        """What the channel runs over now; None while it is closed."""
        return None if self._pipe is None else self._pipe.transport

    async def run(self) -> None:
        """Keep the channel open until cancelled."""
        race = Race(self._ways.open, _abort, f"console channel {self.url}")
        better: DialledPipe | None = None
        try:
            while True:
                better = await self._converse(better or await race.winner(), race)
        finally:
            await race.cancel()
            await self._ways.close()

    async def send(self, message: str | bytes, *, urgent: bool = False) -> bool:
        """Send to the hub; False where the channel is closed and the message is lost."""
        if self._pipe is None:
            return False
        try:
            await self._pipe.send(message, urgent=urgent)
        except PipeClosedError:
            return False
        return True

    def _signed(self) -> GatewayOpening:
        us = self._settings
        headers = sign(us.seed, us.site_id, us.scanner_id, us.source_id, self._now())
        return GatewayOpening(
            scanner_id=us.scanner_id, source_id=us.source_id, headers=headers.as_dict()
        )

    async def _converse(self, pipe: DialledPipe, race: Race[DialledPipe]) -> DialledPipe | None:
        """Hold one connection to its end; return a better one, where that is why it ended."""
        self._pipe, self._pulse, self._loss = pipe, LinkPulse(), LossMeter()
        _log.info("console channel %s is open over %s", self.url, pipe.transport.value)
        self._listener.channel_opened()
        hearing = asyncio.create_task(self._hear(pipe))
        beating = asyncio.create_task(self._beat(pipe, self._pulse, race))
        try:
            await asyncio.wait({hearing, beating}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._pipe, self._pulse = None, LinkPulse()
            self._listener.channel_closed()
            _abort(pipe)
            for task in (hearing, beating):
                task.cancel()
            await asyncio.gather(hearing, beating, return_exceptions=True)
        if not hearing.cancelled():
            hearing.result()
        return None if beating.cancelled() else beating.result()

    async def _hear(self, pipe: DialledPipe) -> None:
        try:
            while True:
                message = await pipe.receive()
                if isinstance(message, str):
                    self._listener.channel_received(message)
        except PipeClosedError as error:
            _log.warning("console channel %s: %s", self.url, error)

    async def _beat(
        self, pipe: DialledPipe, pulse: LinkPulse, race: Race[DialledPipe]
    ) -> DialledPipe | None:
        """Ping; return when the connection is dead or a better one is open."""
        pings: set[asyncio.Task[None]] = set()
        next_ping_s = 0.0
        try:
            while True:
                if (now_s := _now_s()) >= next_ping_s:
                    next_ping_s = now_s + PING_EVERY_S
                    self._loss.counted(pipe.packets(), now_s)
                    # A task: on a dead link its sending does not end.
                    ping = asyncio.create_task(_ping(pipe, pulse))
                    pings.add(ping)
                    ping.add_done_callback(pings.discard)
                await asyncio.sleep(_LOOK_EVERY_S)
                match pulse.state(_now_s()):
                    case Pulse.ALIVE:
                        await race.cancel()
                        if (better := self._better_than(pipe)) is not None:
                            return better
                    case Pulse.DOUBTFUL:
                        race.begin()
                    case Pulse.REPLACEABLE if race.won:
                        _log.warning("console channel %s: a new one takes over", self.url)
                        return None
                    case Pulse.DEAD:
                        _log.warning("console channel %s: the hub does not answer", self.url)
                        return None
                    case _:
                        pass
        finally:
            for ping in pings:
                ping.cancel()

    def _better_than(self, pipe: DialledPipe) -> DialledPipe | None:
        """Return a pipe over QUIC to move to, as soon as there is one and it disturbs nobody."""
        found = self._ways.found()
        may_change = pipe.transport is Transport.WEBSOCKET and self._listener.channel_may_change()
        if found is not None and not may_change:
            found.abort()
            return None
        if may_change:
            self._ways.seek()
        return found


async def _ping(pipe: DialledPipe, pulse: LinkPulse) -> None:
    ping_id = pulse.sent(_now_s())
    with contextlib.suppress(PipeClosedError):
        await pipe.ping()
        pulse.answered(ping_id, _now_s())


def _abort(pipe: DialledPipe) -> None:
    pipe.abort()
