"""WebSocket /api/live: every change, to each browser what its reader may see.

A browser gets the state of the sites first, then changes. One that reads too slowly is cut off
(close code 4008) rather than fed stale news; it connects again and starts from the present. A
browser whose person signed out or lost a role is cut off, or filtered anew, within seconds.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from telescan.hub.live_messages import LiveMessage, message_for
from telescan.identity.doors import COOKIE, SignedIn, identity_of
from telescan.identity.people import Person

QUEUE_LENGTH = 256
ASKS_WHO_EVERY_S = 5.0
SLOW_READER = 4008
SIGNED_OUT = 4001

router = APIRouter()


class Reader:
    """One browser that listens."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.too_slow = asyncio.Event()
        self._present: deque[LiveMessage] = deque()
        self._queue: asyncio.Queue[LiveMessage] = asyncio.Queue(QUEUE_LENGTH)

    def begin_with(self, messages: Iterable[LiveMessage]) -> None:
        """Tell these first, however many they are."""
        heard = (message_for(self.person, message) for message in messages)
        self._present.extend(message for message in heard if message is not None)

    def offer(self, message: LiveMessage) -> None:
        """Queue the message as the person may hear it."""
        seen = message_for(self.person, message)
        if seen is None:
            return
        try:
            self._queue.put_nowait(seen)
        except asyncio.QueueFull:
            self.too_slow.set()

    async def next(self) -> LiveMessage:
        """Return the next message."""
        if self._present:
            return self._present.popleft()
        return await self._queue.get()


class LiveFeed:
    """Passes each message on to every reader."""

    def __init__(self, present: Callable[[], Iterable[LiveMessage]]) -> None:
        """Take the source of what a new reader is told first."""
        self._present = present
        self._readers: set[Reader] = set()

    def tell(self, message: LiveMessage) -> None:
        """Tell every reader who may hear it. Never waits."""
        for reader in self._readers:
            reader.offer(message)

    def join(self, person: Person) -> Reader:
        """Add a reader, with the present state queued."""
        reader = Reader(person)
        reader.begin_with(self._present())
        self._readers.add(reader)
        return reader

    def leave(self, reader: Reader) -> None:
        """Remove a reader."""
        self._readers.discard(reader)


@router.websocket("/api/live")
async def live(socket: WebSocket, person: SignedIn) -> None:
    """Send changes until the browser leaves, is too slow, or its person is signed out."""
    await socket.accept()
    feed: LiveFeed = socket.app.state.live
    reader = feed.join(person)
    tasks = [
        asyncio.create_task(_send(socket, reader)),
        asyncio.create_task(_until_gone(socket)),
        asyncio.create_task(_until_too_slow(reader)),
        asyncio.create_task(_until_signed_out(socket, reader)),
    ]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        codes = [task.result() for task in done]
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(max(codes))
    finally:
        feed.leave(reader)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _send(socket: WebSocket, reader: Reader) -> int:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            message = await reader.next()
            await socket.send_text(message.model_dump_json())
    return 1000


async def _until_gone(socket: WebSocket) -> int:
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass
    return 1000


async def _until_too_slow(reader: Reader) -> int:
    await reader.too_slow.wait()
    return SLOW_READER


async def _until_signed_out(socket: WebSocket, reader: Reader) -> int:
    signing_in = identity_of(socket).signing_in
    token = socket.cookies[COOKIE]
    while True:
        await asyncio.sleep(ASKS_WHO_EVERY_S)
        person = await signing_in.person_of(token, now=datetime.now(UTC), counts_as_use=False)
        if person is None:
            return SIGNED_OUT
        reader.person = person
