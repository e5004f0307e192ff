"""What the console's doors ask of the hub, whatever a connection runs over."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.requests import HTTPConnection

from telescan.console.messages import RefusalReason
from telescan.console.relays import Relays
from telescan.console.viewer_passes import ViewerPasses
from telescan.identity.roles import Actor
from telescan.scanner.sources import DEFAULT_SOURCE_ID
from telescan.wire.console_channel_key import ChannelHeaders, ChannelKeyError, verify
from telescan.wire.console_pipe import PipeClosedError
from telescan.wire.quic.offer import QuicOffer

type Authenticate = Callable[[HTTPConnection, str], Awaitable[Actor | None]]
"""(connection, scanner_id) → who it is, with the roles at that scanner's site; None: nobody."""

type WhyEnded = Callable[[HTTPConnection, str], Awaitable[RefusalReason | None]]
"""(connection, scanner_id) → why its person may no longer view, asked while they do; None: they
may."""

type HasSource = Callable[[str, str], bool]
"""(scanner_id, source_id) → whether the scanner's site says that it has this source."""

type SiteKey = Callable[[str, str], Awaitable[str | None]]
"""(site_id, scanner_id) → the site's public nkey, None unless the scanner is that site's."""


async def _never(_connection: HTTPConnection, _scanner_id: str) -> RefusalReason | None:
    return None


@dataclass(frozen=True, slots=True)
class ConsoleDoors:
    """What the hub provides."""

    relays: Relays
    authenticate: Authenticate
    site_key: SiteKey
    why_ended: WhyEnded = _never
    has_source: HasSource = lambda _scanner_id, source_id: source_id == DEFAULT_SOURCE_ID
    allowed_origins: frozenset[str] = frozenset()
    """Origins besides the hub's own, for a development server."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    quic_offer: Callable[[], QuicOffer | None] = lambda: None
    """Where QUIC can be tried."""
    quic_origin: str | None = None
    """What browsers reach it by."""
    passes: ViewerPasses = field(
        default_factory=lambda: ViewerPasses(secrets.token_bytes(32), secrets.token_urlsafe)
    )
    _last_opened_ms: dict[tuple[str, str, str], int] = field(default_factory=dict)

    async def check_gateway(
        self, headers: ChannelHeaders, scanner_id: str, source_id: str = DEFAULT_SOURCE_ID
    ) -> None:
        """Take a gateway's signature, once. Raises ChannelKeyError."""
        public_key = await self.site_key(headers.site_id, scanner_id)
        if public_key is None:
            raise ChannelKeyError(f"site {headers.site_id!r} has no scanner {scanner_id!r}")
        verify(headers, public_key, scanner_id, source_id, self.now())
        opened = (headers.site_id, scanner_id, source_id)
        if headers.time_ms <= self._last_opened_ms.get(opened, 0):
            raise ChannelKeyError("this signature was used already")
        self._last_opened_ms[opened] = headers.time_ms


async def first_to_end(*jobs: Coroutine[None, None, None]) -> None:
    """Run until one ends, then stop the others; lost connections are no errors."""
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception) and not isinstance(
            result, (PipeClosedError, TimeoutError)
        ):
            raise result
