"""Headers of every response: what the pages may load, and who may embed or read them.

Cross-origin isolation (COOP, COEP) gives the image viewer its shared memory.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = "Content-Security-Policy"
_CONNECT = "connect-src 'self'"
_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        # Image decoders are WebAssembly.
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self' blob:",
        # Ant Design writes its styles at run time.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "font-src 'self' data:",
        _CONNECT,
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    _POLICY: _CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_STRICT_TRANSPORT = "max-age=31536000"


class SecurityHeaders:
    """ASGI middleware that adds the headers."""

    def __init__(self, app: ASGIApp, *, secure: bool, quic_origin: str | None = None) -> None:
        self._app = app
        self._headers = HEADERS | (
            {"Strict-Transport-Security": _STRICT_TRANSPORT} if secure else {}
        )
        if quic_origin is not None:
            self._headers[_POLICY] = _CONTENT_SECURITY_POLICY.replace(
                _CONNECT, f"{_CONNECT} {quic_origin}"
            )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(("/api/", "/dicomweb/")):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)
