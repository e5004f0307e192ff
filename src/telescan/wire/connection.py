"""A program's connection to its own NATS server; it reconnects for as long as the program runs."""

import asyncio
import logging

import nats.errors
from nats.aio.client import Client

from telescan.wire import subjects
from telescan.wire.errors import WireError
from telescan.wire.keys import NatsKey

_log = logging.getLogger(__name__)

_FIRST_CONNECTION_WITHIN_S = 10.0


async def connect(url: str, key: NatsKey, *, name: str, site_id: str | None = None) -> Client:
    """Connect to the server on this machine.

    A gateway gives its ``site_id``, so that answers to its requests find the way through its leaf.
    Raises WireError when the server does not answer, or does not know the key.
    """
    client, watch = _Connection(), _Watch(name)
    connecting = asyncio.create_task(
        client.connect(
            url,
            name=name,
            nkeys_seed_str=key.seed,
            inbox_prefix="_INBOX" if site_id is None else subjects.inbox_prefix(site_id),
            reconnect_time_wait=0.25,  # type: ignore[arg-type]  # seconds, used as a float
            max_reconnect_attempts=-1,
            ping_interval=3,
            max_outstanding_pings=2,
            disconnected_cb=watch.lost,
            reconnected_cb=watch.back,
            error_cb=watch.failed,
            pending_size=8 * 1024**2,
        )
    )
    refused = asyncio.create_task(watch.refused.wait())
    await asyncio.wait(
        {connecting, refused},
        timeout=_FIRST_CONNECTION_WITHIN_S,
        return_when=asyncio.FIRST_COMPLETED,
    )
    refused.cancel()
    if not connecting.done():
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
        await client.close()
        message = f"the NATS server at {url} does not let us in: {watch.last or 'no answer'}"
        raise WireError(message)
    await connecting
    watch.connected = True
    return client


class _Connection(Client):
    """Goes on reading when the answer to a flush comes after its caller has given up.

    The library's own reading ends there with InvalidStateError, and the connection hangs.
    """

    async def _process_pong(self) -> None:
        if self._pongs and self._pongs[0].done():
            self._pongs[0] = asyncio.get_running_loop().create_future()
        await super()._process_pong()


class _Watch:
    """Says in the log what becomes of a connection, each thing once."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.connected = False
        self.last = ""
        self.refused = asyncio.Event()

    async def lost(self) -> None:
        if self.connected:
            _log.info("%s: no connection to the NATS server", self._name)
        self.connected = False

    async def back(self) -> None:
        _log.info("%s: connected to the NATS server again", self._name)
        self.connected = True

    async def failed(self, error: Exception) -> None:
        if not self.refused.is_set():
            self.last = str(error) or type(error).__name__
        if isinstance(error, nats.errors.Error) and "authorization" in self.last.lower():
            self.refused.set()
        # While it is away every attempt to reconnect fails alike; once is enough to say so.
        level = logging.WARNING if self.connected else logging.DEBUG
        _log.log(level, "%s: NATS: %s", self._name, self.last)
