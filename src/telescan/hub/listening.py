"""The hub's listening socket and server, ended by our own signals."""

import socket
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from telescan.configuration import ConfigurationError
from telescan.ending import Server
from telescan.hub.settings import HubSettings
from telescan.wire.tcp_tuning import tune

_END_WITHIN_S = 1
"""Requests under way get this long when the hub ends."""


def make_server(app: FastAPI, settings: HubSettings) -> Server:
    """Build the server; it serves when told to."""
    tls = settings.tls
    for file in (tls.certificate, tls.key) if tls else ():
        _require_readable(file)
    return Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ssl_certfile=tls.certificate if tls else None,
            ssl_keyfile=tls.key if tls else None,
            proxy_headers=settings.tls_by_proxy,
            server_header=False,
            ws_max_size=16 * 1024**2,
            # Pictures are compressed already.
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=_END_WITHIN_S,
        )
    )


def listen(settings: HubSettings) -> socket.socket:
    """Open the listening socket. Raises ConfigurationError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    tune(listener)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            f"port: {settings.host}:{settings.port} cannot be listened on ({error.strerror});"
            " stop what uses it or choose another port"
        ) from error
    return listener


def _require_readable(file: Path) -> None:
    try:
        file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"tls: {file} cannot be read ({error.strerror})") from error
