"""Requests that change something, and WebSockets, are taken from our own pages only.

The cookie is SameSite=Strict already; this holds where a neighbour lives on the same site. A
browser names the page's origin in ``Origin`` on every such request; programs that are no browsers
send none, and carry no cookie that a foreign page could abuse.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def same_origin(origin: str | None, host: str | None, allowed: frozenset[str]) -> bool:
    """Tell whether a page at ``origin`` is one of ours.

    ``host`` is the request's Host header; ``allowed`` are further origins (``https://host:port``).
    """
    if origin is None or origin in allowed:
        return True
    return host is not None and urlsplit(origin).netloc == host


class SameOriginOnly:
    """ASGI middleware: refuses foreign pages with 403."""

    def __init__(self, app: ASGIApp, *, refuse: ASGIApp, allowed: Iterable[str] = ()) -> None:
        self._app = app
        self._refuse = refuse
        self._allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if self._must_be_ours(scope):
            headers = Headers(scope=scope)
            if not same_origin(headers.get("origin"), headers.get("host"), self._allowed):
                await self._refuse(scope, receive, send)
                return
        await self._app(scope, receive, send)

    @staticmethod
    def _must_be_ours(scope: Scope) -> bool:
        if scope["type"] == "http":
            return scope["method"] not in SAFE_METHODS
        return bool(scope["type"] == "websocket")
