"""A program's connection to its own NATS server; it reconnects for as long as the program runs."""

import logging

import nats
from nats.aio.client import Client

from telescan.wire import subjects
from telescan.wire.keys import NatsKey

_log = logging.getLogger(__name__)


async def connect(url: str, key: NatsKey, *, name: str, site_id: str | None = None) -> Client:
    """Connect to the server on this machine.

    A gateway gives its ``site_id``, so that answers to its requests find the way through its leaf.
    Raises nats.errors.Error, OSError when the first connection fails.
    """

    async def lost() -> None:
        _log.warning("%s: connection to the NATS server lost", name)

    async def back() -> None:
        _log.info("%s: connected to the NATS server again", name)

    async def failed(error: Exception) -> None:
        _log.warning("%s: NATS: %s", name, error or type(error).__name__)

    return await nats.connect(
        url,
        name=name,
        nkeys_seed_str=key.seed,
        inbox_prefix="_INBOX" if site_id is None else subjects.inbox_prefix(site_id),
        reconnect_time_wait=0.25,
        max_reconnect_attempts=-1,
        ping_interval=3,
        max_outstanding_pings=2,
        disconnected_cb=lost,
        reconnected_cb=back,
        error_cb=failed,
        # Requests made while the server is away fail at once or time out; none waits in a buffer.
        pending_size=8 * 1024**2,
    )
