"""Bounds what one request may bring along, signed in or not: nobody fills the hub's memory."""

import re

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 256 * 1024
"""A command with its prescription takes a few kilobytes."""
_OWN_LIMIT = re.compile(r"/dicomweb/|/api/sessions/[^/]+/screenshots/")
"""Doors that take pictures, and bound them themselves once they know who sends them."""


class BodyLimit:
    """ASGI middleware: 413 for a body that is longer; the rest of it is not read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a bounded body."""
        if scope["type"] != "http" or _OWN_LIMIT.match(scope["path"]):
            await self._app(scope, receive, send)
            return
        left = MAX_BODY_BYTES

        async def receive_bounded() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, f"The body is longer than {MAX_BODY_BYTES} bytes.")
            return message

        await self._app(scope, receive_bounded, send)
