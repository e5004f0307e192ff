"""The console's doors as WebSockets, and the passes to its door over QUIC.

``/gateway/console/{scanner_id}?source_id=``, opened by a gateway with its site's key, and
``/api/console/{scanner_id}?session_id=&source_id=``, opened by a signed-in browser of the hub's own
origin. Serve them with uvicorn's ``ws_per_message_deflate=False``: pictures are compressed.
"""

import logging
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request, WebSocket
from pydantic import BaseModel

from telescan.console.doors import ConsoleDoors
from telescan.console.gateway_door import serve_gateway
from telescan.console.viewer_door import serve_viewer
from telescan.console.visit import Visit
from telescan.console.websocket_pipe import POLICY_VIOLATION, WebSocketPipe
from telescan.identity.roles import Act, may
from telescan.problems import ProblemError, problem_responses
from telescan.scanner.sources import DEFAULT_SOURCE_ID, SourceId
from telescan.wire.console_channel_key import ChannelKeyError, read_headers
from telescan.wire.quic import PATH
from telescan.wire.quic.offer import HEADER, QuicOffer, write_offer

_log = logging.getLogger(__name__)

type SessionId = Annotated[str | None, Query(max_length=64, pattern=r"^[A-Za-z0-9-]+$")]

type AskedSource = Annotated[SourceId, Query()]


def same_origin(origin: str | None, host: str | None, allowed: frozenset[str]) -> bool:
    """Tell whether a browser page of this origin may use our cookies on this host."""
    if origin is None or host is None:
        return False
    return origin in allowed or urlsplit(origin).netloc == host


class QuicPass(BaseModel):
    """Where and by what a browser opens a console over QUIC."""

    address: str
    """Of the WebTransport session."""
    certificate_sha256: str | None
    """The port's certificate in base64; None: a public authority vouches for it."""
    token: str
    """To be said first, within seconds; good once."""


def console_router(doors: ConsoleDoors) -> APIRouter:
    """Build the routes."""
    router = APIRouter()

    @router.post(
        "/api/console/{scanner_id}/pass", tags=["console"], responses=problem_responses(401, 403)
    )
    async def console_pass(
        request: Request,
        scanner_id: str,
        session_id: SessionId = None,
        source_id: AskedSource = DEFAULT_SOURCE_ID,
    ) -> QuicPass | None:
        """Give a pass to a console over QUIC; null: the hub has none, come by WebSocket."""
        actor = await doors.authenticate(request, scanner_id)
        if actor is None:
            raise ProblemError(401, "not_signed_in", "Sign in first.")
        if not may(actor.roles, Act.SEE_CONSOLE):
            raise ProblemError(403, "not_allowed", "Your roles at this site see no console.")
        offer = doors.quic_offer()
        if offer is None or doors.quic_origin is None:
            return None
        visit = Visit(request, scanner_id, session_id, actor, source_id)
        token = doors.passes.give(visit, actor, doors.now())
        return QuicPass(
            address=f"{doors.quic_origin}{PATH}",
            certificate_sha256=offer.certificate_sha256,
            token=token,
        )

    @router.websocket("/gateway/console/{scanner_id}")
    async def gateway(
        websocket: WebSocket, scanner_id: str, source_id: AskedSource = DEFAULT_SOURCE_ID
    ) -> None:
        try:
            await doors.check_gateway(read_headers(websocket.headers), scanner_id, source_id)
        except ChannelKeyError as error:
            _log.warning("console channel for %r refused: %s", scanner_id, error)
            await websocket.close(POLICY_VIOLATION)
            return
        await websocket.accept(headers=_offering(doors.quic_offer()))
        pipe = WebSocketPipe(websocket)
        await serve_gateway(pipe, doors.relays.of(scanner_id, source_id))
        await pipe.close()

    @router.websocket("/api/console/{scanner_id}")
    async def viewer(
        websocket: WebSocket,
        scanner_id: str,
        session_id: SessionId = None,
        source_id: AskedSource = DEFAULT_SOURCE_ID,
    ) -> None:
        headers = websocket.headers
        if not same_origin(headers.get("origin"), headers.get("host"), doors.allowed_origins):
            await websocket.close(POLICY_VIOLATION)
            return
        actor = await doors.authenticate(websocket, scanner_id)
        await websocket.accept()
        pipe = WebSocketPipe(websocket)
        visit = Visit(websocket, scanner_id, session_id, actor, source_id)
        await serve_viewer(pipe, doors, visit)
        await pipe.close()

    return router


def _offering(offer: QuicOffer | None) -> list[tuple[bytes, bytes]]:
    return [] if offer is None else [(HEADER.encode(), write_offer(offer).encode())]
