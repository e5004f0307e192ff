"""Brings what a site has stored to the hub: once, in order, whatever breaks in between.

Local consumer → publish to the hub's stream through the leaf → the hub's acknowledgement → local
acknowledgement. What was in the air when something died is sent again under the same id.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg

from telescan.wire import subjects
from telescan.wire.batch import MESSAGE_ID, Outgoing, publish_in_order
from telescan.wire.errors import HubUnreachableError, NoPieceDoorError, WireError
from telescan.wire.pieces import PieceSender
from telescan.wire.streams import make_consumer
from telescan.wire.subjects import Stream

_log = logging.getLogger(__name__)

CONSUMER = "forwarder"
_MAX_BATCH = {Stream.JOURNAL: 64, Stream.IMAGES: 8}
_MAX_BATCH_BYTES = 512 * 1024
"""Half a second on a 10 Mbit/s link: a command behind it waits no longer."""
_MAX_BYTES_IN_PIECES = 3 * _MAX_BATCH_BYTES
"""Commands pass between pieces; what counts is how much is sent again when the link breaks."""
_FETCH_S = 2.0
_HUB_TIMEOUT_MIN_S = 2.0
_HUB_TIMEOUT_MAX_S = 60.0
_RETRY_S = 0.5
_REFUSED_RETRY_S = 5.0


class Forwarder:
    """Forwards one stream of a site. ``run`` until cancelled."""

    def __init__(
        self,
        client: Client,
        *,
        site_id: str,
        stream: Stream,
        makes_room: Callable[[], bool] = lambda: False,
        round_trip_s: Callable[[], float | None] = lambda: None,
    ) -> None:
        """While ``makes_room`` says so, images go in pieces and yield to all else on the link."""
        self._makes_room = makes_room
        self._pieces = PieceSender(client, site_id, round_trip_s)
        self._client = client
        self._site_id = subjects.token(site_id, of="site_id")
        self._stream = stream
        self._hub_is_reached = True
        self._timeout_s = _HUB_TIMEOUT_MIN_S

    async def run(self) -> None:
        """Forward for ever; failures of either server are waited out."""
        while True:
            try:
                await self._run_connected()
            except (nats.errors.Error, OSError) as error:
                _log.warning("%s: the site's own server is away: %r", self._stream, error)
                await asyncio.sleep(_RETRY_S)

    async def _run_connected(self) -> None:
        js, batch = self._client.jetstream(), _MAX_BATCH[self._stream]
        await make_consumer(js, self._stream, CONSUMER, max_ack_pending=batch)
        subscription = await js.pull_subscribe_bind(durable=CONSUMER, stream=self._stream)
        try:
            while True:
                try:
                    messages = await subscription.fetch(batch, timeout=_FETCH_S)
                except TimeoutError:
                    continue
                async with _kept_alive(messages):
                    for part in _parts(messages, self._most_bytes()):
                        await self._forward(part)
                        for message in part:
                            await message.ack()
                await self._client.flush()
        finally:
            with contextlib.suppress(nats.errors.Error):
                await subscription.unsubscribe()

    async def _forward(self, messages: list[Msg]) -> None:
        outgoing = [self._outgoing(message) for message in messages]
        while not await self._attempt(outgoing):
            pass

    async def _attempt(self, outgoing: list[Outgoing]) -> bool:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            await self._publish(outgoing)
        except HubUnreachableError as error:
            if self._hub_is_reached:
                _log.warning("%s: the hub is away: %s", self._stream, error)
            self._hub_is_reached = False
            # A link that is slow and not dead gets longer; a dead one is noticed soon all the same.
            if loop.time() - began >= self._timeout_s:
                self._timeout_s = min(2 * self._timeout_s, _HUB_TIMEOUT_MAX_S)
            await asyncio.sleep(_RETRY_S)
            return False
        except WireError as error:
            _log.error("%s: %s", self._stream, error)
            self._hub_is_reached = False
            await asyncio.sleep(_REFUSED_RETRY_S)
            return False
        if not self._hub_is_reached:
            _log.info("%s: the hub is back", self._stream)
        self._hub_is_reached = True
        took_s = loop.time() - began
        self._timeout_s = min(max(_HUB_TIMEOUT_MIN_S, 4 * took_s), _HUB_TIMEOUT_MAX_S)
        return True

    def _goes_in_pieces(self) -> bool:
        return self._stream is Stream.IMAGES and self._makes_room()

    def _most_bytes(self) -> int:
        return _MAX_BYTES_IN_PIECES if self._goes_in_pieces() else _MAX_BATCH_BYTES

    async def _publish(self, outgoing: list[Outgoing]) -> None:
        if self._goes_in_pieces():
            with contextlib.suppress(NoPieceDoorError):
                await self._pieces.send(outgoing, timeout_s=self._timeout_s)
                return
        await publish_in_order(self._client, outgoing, timeout_s=self._timeout_s)

    def _outgoing(self, message: Msg) -> Outgoing:
        # The stream's own sequence names the message: it is the same at every attempt.
        kept = {k: v for k, v in (message.headers or {}).items() if not k.startswith("Nats-")}
        sequence = message.metadata.sequence.stream
        original = (message.headers or {}).get(MESSAGE_ID, "")
        return Outgoing(
            subject=subjects.at_hub(self._site_id, message.subject),
            message_id=f"{self._site_id}/{self._stream}/{sequence}/{original}",
            data=message.data,
            headers=kept,
        )


def _parts(messages: list[Msg], most_bytes: int) -> list[list[Msg]]:
    """Split into runs of at most so many bytes; a single larger message goes alone."""
    parts: list[list[Msg]] = []
    room = 0
    for message in messages:
        if len(message.data) > room or not parts:
            parts.append([])
            room = most_bytes
        parts[-1].append(message)
        room -= len(message.data)
    return parts


@contextlib.asynccontextmanager
async def _kept_alive(messages: list[Msg]) -> AsyncIterator[None]:
    """While an outage lasts, tell the local consumer that its messages are in work."""

    async def tell() -> None:
        while True:
            await asyncio.sleep(3.0)
            for message in [m for m in messages if not m.is_acked]:
                await message.in_progress()

    task = asyncio.create_task(tell())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
