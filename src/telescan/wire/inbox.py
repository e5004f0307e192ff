"""The hub's side of store and forward: each message of a stream to one handler, in order.

A message is acknowledged after its handler returned; handlers must bear seeing one twice. A handler
that fails is tried again with back-off, and what follows waits, because order matters. A message
that cannot be understood, or that fails for very long, is set aside in a stream of its own with the
reason, and the rest goes on.
"""

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg

from telescan.session.events import Recorded
from telescan.wire import subjects
from telescan.wire.errors import InvalidNameError, PoisonMessageError
from telescan.wire.journal import read_entry
from telescan.wire.pruning import prune
from telescan.wire.streams import SET_ASIDE_PREFIX, make_consumer
from telescan.wire.subjects import Stream

_log = logging.getLogger(__name__)

_CONSUMER = "hub"
_FETCH_S = 2.0
_AWAY_S = 0.5
_STILL_WORKING_S = 3.0
_PRUNE_EVERY_S = 600.0
_BACKOFF_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_MAX_ATTEMPTS = 60
"""With the back-off above this is some 27 minutes: longer than a database takes to come back."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message as it came from a site, whose key vouches for ``site_id``."""

    site_id: str
    scanner_id: str
    data: bytes
    headers: dict[str, str]


Handler = Callable[[Delivery], Awaitable[None]]
"""Raises PoisonMessageError for what can never succeed; anything else is tried again."""


class Inbox:
    """Reads one of the hub's streams. ``run`` until cancelled."""

    def __init__(
        self, client: Client, stream: Stream, handle: Handler, *, kept: dt.timedelta
    ) -> None:
        """``kept``: how long a message stays in the stream after it was handled."""
        self._client = client
        self._stream = stream
        self._handle = handle
        self._kept = kept

    async def run(self) -> None:
        """Hand over messages for ever; the server's absence is waited out."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read())
            group.create_task(self._prune())

    async def _prune(self) -> None:
        while True:
            await asyncio.sleep(_PRUNE_EVERY_S)
            try:
                await prune(
                    self._client.jetstream(),
                    self._stream,
                    reader=_CONSUMER,
                    kept=self._kept,
                    now=dt.datetime.now(dt.UTC),
                )
            except (nats.errors.Error, OSError) as error:
                _log.warning("%s: could not be pruned: %r", self._stream, error)

    async def _read(self) -> None:
        while True:
            try:
                await self._run_connected()
            except (nats.errors.Error, OSError) as error:
                _log.warning("%s: the NATS server is away: %r", self._stream, error)
                await asyncio.sleep(_AWAY_S)

    async def _run_connected(self) -> None:
        js = self._client.jetstream()
        # One in the air: the order holds through every redelivery.
        await make_consumer(js, self._stream, _CONSUMER, max_ack_pending=1)
        subscription = await js.pull_subscribe_bind(durable=_CONSUMER, stream=self._stream)
        try:
            while True:
                try:
                    (message,) = await subscription.fetch(1, timeout=_FETCH_S)
                except TimeoutError:
                    continue
                async with _still_working(message):
                    await self._take(message)
        finally:
            with contextlib.suppress(nats.errors.Error):
                await subscription.unsubscribe()

    async def _take(self, message: Msg) -> None:
        try:
            delivery = _delivery(message)
            await self._handle_with_retries(delivery)
        except PoisonMessageError as error:
            await self._set_aside(message, str(error))
        else:
            await message.ack_sync(timeout=_FETCH_S)

    async def _handle_with_retries(self, delivery: Delivery) -> None:
        for attempt in range(_MAX_ATTEMPTS):
            try:
                await self._handle(delivery)
            except PoisonMessageError:
                raise
            # Outermost edge: whatever a handler raises, the message stays and is tried again.
            except Exception:  # noqa: BLE001
                pause_s = _BACKOFF_S[min(attempt, len(_BACKOFF_S) - 1)]
                _log.exception(
                    "%s from %s: attempt %d failed; again in %.1f s",
                    self._stream,
                    delivery.site_id,
                    attempt + 1,
                    pause_s,
                )
                await asyncio.sleep(pause_s)
            else:
                return
        message = f"its handler failed {_MAX_ATTEMPTS} times"
        raise PoisonMessageError(message)

    async def _set_aside(self, message: Msg, reason: str) -> None:
        _log.error("%s: %s set aside: %s", self._stream, message.subject, reason)
        await self._client.jetstream().publish(
            f"{SET_ASIDE_PREFIX}.{self._stream}.{message.subject}",
            message.data,
            headers={
                "Telescan-Reason": reason.replace("\r", " ").replace("\n", " "),
                "Nats-Msg-Id": f"{self._stream}/{message.metadata.sequence.stream}",
            },
        )
        await message.term()


def journal_inbox(client: Client, handle: Callable[[Recorded], Awaitable[None]]) -> Inbox:
    """Return the inbox of all sites' events. ``handle`` gets each entry in its site's order."""

    async def take(delivery: Delivery) -> None:
        entry = read_entry(delivery.data)
        if (entry.site_id, entry.scanner_id) != (delivery.site_id, delivery.scanner_id):
            message = (
                f"site {delivery.site_id} sent an entry of site {entry.site_id}, "
                f"scanner {entry.scanner_id}"
            )
            raise PoisonMessageError(message)
        await handle(entry)

    return Inbox(client, Stream.HUB_JOURNAL, take, kept=dt.timedelta(days=1))


def _delivery(message: Msg) -> Delivery:
    try:
        site_id, scanner_id = subjects.sender(message.subject)
    except InvalidNameError as error:
        raise PoisonMessageError(str(error)) from error
    return Delivery(site_id, scanner_id, message.data, dict(message.headers or {}))


@contextlib.asynccontextmanager
async def _still_working(message: Msg) -> AsyncIterator[None]:
    async def tell() -> None:
        while True:
            await asyncio.sleep(_STILL_WORKING_S)
            await message.in_progress()

    task = asyncio.create_task(tell())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
