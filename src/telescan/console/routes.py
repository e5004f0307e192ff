"""The hub's doors of the console: one for gateways, one for viewers. Thin adapters of ``relay``.

Both are WebSockets: ``/gateway/console/{scanner_id}``, opened by a gateway with its site's key,
and ``/api/console/{scanner_id}?session_id=``, opened by a signed-in browser of the hub's own
origin. Serve them with uvicorn's ``ws_per_message_deflate=False``: pictures are compressed.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ValidationError

from telescan.console.messages import (
    GATEWAY_TO_HUB,
    VIEWER_TO_HUB,
    ChannelOpened,
    Ended,
    Hello,
    RefusalReason,
    Refused,
)
from telescan.console.relay import Relays, ScannerRelay, Viewer
from telescan.identity.roles import Act, Actor, may
from telescan.wire.console_channel_key import (
    ChannelKeyError,
    read_headers,
    verify,
)

_log = logging.getLogger(__name__)

_HELLO_S = 10.0
ASKS_WHO_EVERY_S = 5.0
_VIEWER_SILENCE_S = 15.0
_STALE_S = 2.0
"""A gateway speaks every second; silent for so long, its picture is marked."""
_GATEWAY_SILENCE_S = 15.0
_POLICY_VIOLATION = 1008

type Authenticate = Callable[[WebSocket, str], Awaitable[Actor | None]]
"""(connection, scanner_id) → who it is, with the roles at that scanner's site; None: nobody."""

type WhyEnded = Callable[[WebSocket, str], Awaitable[RefusalReason | None]]
"""(connection, scanner_id) → why its person may no longer view, asked while they do; None: they
may."""

type SessionId = Annotated[str | None, Query(max_length=64, pattern=r"^[A-Za-z0-9-]+$")]

type SiteKey = Callable[[str, str], Awaitable[str | None]]
"""(site_id, scanner_id) → the site's public nkey, None unless the scanner is that site's."""


async def _never(_socket: WebSocket, _scanner_id: str) -> RefusalReason | None:
    return None


@dataclass(frozen=True, slots=True)
class ConsoleDoors:
    """What the hub provides."""

    relays: Relays
    authenticate: Authenticate
    site_key: SiteKey
    why_ended: WhyEnded = _never
    allowed_origins: frozenset[str] = frozenset()
    """Origins besides the hub's own, for a development server."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


def same_origin(origin: str | None, host: str | None, allowed: frozenset[str]) -> bool:
    """Tell whether a browser page of this origin may use our cookies on this host."""
    if origin is None or host is None:
        return False
    return origin in allowed or urlsplit(origin).netloc == host


def console_router(doors: ConsoleDoors) -> APIRouter:
    """Build the routes."""
    router = APIRouter()
    last_opened_ms: dict[tuple[str, str], int] = {}

    @router.websocket("/gateway/console/{scanner_id}")
    async def gateway(websocket: WebSocket, scanner_id: str) -> None:
        try:
            await _check_gateway(doors, websocket, scanner_id, last_opened_ms)
        except ChannelKeyError as error:
            _log.warning("console channel for %r refused: %s", scanner_id, error)
            await websocket.close(_POLICY_VIOLATION)
            return
        await websocket.accept()
        await _serve_gateway(websocket, doors.relays.of(scanner_id))

    @router.websocket("/api/console/{scanner_id}")
    async def viewer(websocket: WebSocket, scanner_id: str, session_id: SessionId = None) -> None:
        headers = websocket.headers
        if not same_origin(headers.get("origin"), headers.get("host"), doors.allowed_origins):
            await websocket.close(_POLICY_VIOLATION)
            return
        actor = await doors.authenticate(websocket, scanner_id)
        await websocket.accept()
        if actor is None:
            await _refuse(websocket, RefusalReason.SIGNED_OUT)
        elif not may(actor.roles, Act.SEE_CONSOLE):
            await _refuse(websocket, RefusalReason.ROLE)
        else:
            await _serve_viewer(websocket, doors, scanner_id, actor, session_id)

    return router


async def _check_gateway(
    doors: ConsoleDoors,
    websocket: WebSocket,
    scanner_id: str,
    last_opened_ms: dict[tuple[str, str], int],
) -> None:
    headers = read_headers(websocket.headers)
    public_key = await doors.site_key(headers.site_id, scanner_id)
    if public_key is None:
        raise ChannelKeyError(f"site {headers.site_id!r} has no scanner {scanner_id!r}")
    verify(headers, public_key, scanner_id, doors.now())
    last = (headers.site_id, scanner_id)
    if headers.time_ms <= last_opened_ms.get(last, 0):
        raise ChannelKeyError("this signature was used already")
    last_opened_ms[last] = headers.time_ms


async def _refuse(websocket: WebSocket, reason: RefusalReason) -> None:
    await websocket.send_text(Refused(viewer_id="", reason=reason).model_dump_json())
    await websocket.close(_POLICY_VIOLATION)


async def _first_to_end(*jobs: Coroutine[None, None, None]) -> None:
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
            result, (WebSocketDisconnect, TimeoutError)
        ):
            raise result


# --- gateway -----------------------------------------------------------------------------------


class _QueuedLink:
    """Messages to a gateway, sent in order by ``run``."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._queue: asyncio.Queue[str] = asyncio.Queue()

    def say(self, message: BaseModel) -> None:
        self._queue.put_nowait(message.model_dump_json())

    async def run(self) -> None:
        while True:
            await self._websocket.send_text(await self._queue.get())


async def _serve_gateway(websocket: WebSocket, relay: ScannerRelay) -> None:
    link = _QueuedLink(websocket)
    try:
        await _first_to_end(link.run(), _hear_gateway(websocket, relay, link))
    finally:
        relay.gateway_closed(link)


async def _hear_gateway(websocket: WebSocket, relay: ScannerRelay, link: _QueuedLink) -> None:
    opened = await _first_word(websocket)
    if opened is None:
        return
    relay.gateway_opened(link)
    relay.gateway_said(opened)
    while relay.is_current(link):
        message = await _receive_or_mark(websocket, relay, link)
        if not relay.is_current(link):
            return
        relay.gateway_heard()
        if isinstance(data := message.get("bytes"), bytes):
            relay.picture_came(data)
        elif isinstance(text := message.get("text"), str):
            try:
                relay.gateway_said(GATEWAY_TO_HUB.validate_json(text))
            except ValidationError as error:
                _log.warning("console %s: unknown message: %s", relay.scanner_id, error)
        else:
            return


async def _first_word(websocket: WebSocket) -> ChannelOpened | None:
    """Wait for the channel's first word; what came before is of the channel that this one replaces.

    A gateway opens several channels at a time after an outage and speaks on one only.
    """
    async with asyncio.timeout(_HELLO_S):
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return None
            with contextlib.suppress(ValidationError):
                said = GATEWAY_TO_HUB.validate_json(message.get("text") or "")
                if isinstance(said, ChannelOpened):
                    return said


async def _receive_or_mark(
    websocket: WebSocket, relay: ScannerRelay, link: _QueuedLink
) -> dict[str, object]:
    receiving = asyncio.ensure_future(websocket.receive())
    try:
        done, _ = await asyncio.wait({receiving}, timeout=_STALE_S)
        if not done and relay.is_current(link):
            relay.gateway_silent()
        return dict(await asyncio.wait_for(receiving, _GATEWAY_SILENCE_S))
    finally:
        receiving.cancel()


# --- viewers -----------------------------------------------------------------------------------


async def _serve_viewer(
    websocket: WebSocket,
    doors: ConsoleDoors,
    scanner_id: str,
    actor: Actor,
    session_id: str | None,
) -> None:
    try:
        text = await asyncio.wait_for(websocket.receive_text(), _HELLO_S)
        hello = VIEWER_TO_HUB.validate_json(text)
    except (ValidationError, KeyError):
        hello = None
    except (TimeoutError, WebSocketDisconnect):
        return
    if not isinstance(hello, Hello):
        await _refuse(websocket, RefusalReason.BAD_MESSAGE)
        return
    relay = doors.relays.of(scanner_id)
    viewer = relay.join(actor, session_id, hello)
    try:
        await _first_to_end(
            _show(websocket, relay, viewer),
            _hear_viewer(websocket, relay, viewer),
            _end_with_sign_in(websocket, doors, scanner_id, viewer),
        )
    finally:
        relay.leave(viewer)


async def _show(websocket: WebSocket, relay: ScannerRelay, viewer: Viewer) -> None:
    while True:
        await viewer.bell.wait()
        viewer.bell.clear()
        if viewer.end is not None:
            await websocket.send_text(viewer.end.model_dump_json())
            await websocket.close(_POLICY_VIOLATION)
            return
        for message in relay.texts_for(viewer):
            await websocket.send_text(message.model_dump_json())
        frame = relay.next_frame(viewer)
        if frame is not None:
            await websocket.send_bytes(frame)


async def _end_with_sign_in(
    websocket: WebSocket, doors: ConsoleDoors, scanner_id: str, viewer: Viewer
) -> None:
    while True:
        await asyncio.sleep(ASKS_WHO_EVERY_S)
        reason = await doors.why_ended(websocket, scanner_id)
        if reason is not None:
            viewer.finish(Ended(viewer_id=viewer.line.viewer_id, reason=reason))


async def _hear_viewer(websocket: WebSocket, relay: ScannerRelay, viewer: Viewer) -> None:
    while True:
        try:
            text = await asyncio.wait_for(websocket.receive_text(), _VIEWER_SILENCE_S)
            message = VIEWER_TO_HUB.validate_json(text)
        except (ValidationError, KeyError):  # KeyError: bytes instead of text
            message = None
        if message is None or isinstance(message, Hello):
            viewer.finish(Ended(viewer_id=viewer.line.viewer_id, reason=RefusalReason.BAD_MESSAGE))
            await asyncio.sleep(_HELLO_S)
            return
        relay.viewer_said(viewer, message)
