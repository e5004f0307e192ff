"""The hub's UDP port: takes WebTransport sessions and hands each to the console as a pipe."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiopquic.asyncio.webtransport import (
    WebTransportServer,
    WebTransportSession,
    serve_webtransport,
)
from aiopquic.quic.configuration import QuicConfiguration

from telescan.wire.console_pipe import PipeClosedError
from telescan.wire.quic import CONGESTION_CONTROL, IDLE_S, PATH, STREAM_BYTES
from telescan.wire.quic.pipe import QuicPipe

_log = logging.getLogger(__name__)

_FIRST_TEXT_S = 5.0
_MOST_CONNECTIONS = 1024
_ANY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 compared with, not bound

type Serve = Callable[[QuicPipe, str], Awaitable[None]]
"""(pipe, its first text) → served to the end; the port closes the pipe."""


@dataclass(frozen=True, slots=True)
class QuicPort:
    """Where to listen and as whom."""

    host: str
    """picoquic binds every address; who comes in at another than this one is turned away."""
    port: int
    certificate: Path
    key: Path


class QuicListener:
    """A listening port. Close and open another to change the certificate."""

    def __init__(self, port: QuicPort, serve: Serve) -> None:
        self._port = port
        self._serve = serve
        self._addresses = _addresses(port.host)
        self._server: WebTransportServer | None = None
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def quiet(self) -> bool:
        """Whether nobody is connected."""
        return not self._serving

    async def open(self) -> None:
        """Listen. Raises OSError where the port cannot be had."""
        family = socket.AF_INET6 if ":" in self._port.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((self._port.host, self._port.port))  # picoquic's thread would only log it
        self._server = await serve_webtransport(
            self._port.host,
            self._port.port,
            PATH,
            handler=self._came,
            cert_file=str(self._port.certificate),
            key_file=str(self._port.key),
            configuration=QuicConfiguration(
                is_client=False,
                idle_timeout=IDLE_S,
                max_stream_data=STREAM_BYTES,
                max_data=2 * STREAM_BYTES,
                max_streams_uni=8,
                max_streams_bidi=8,
                max_connections=_MOST_CONNECTIONS,
                congestion_control_algorithm=CONGESTION_CONTROL,
                ip_family=None if self._port.host == "::" else family,
            ),
        )

    async def close(self) -> None:
        """End every pipe and stop listening."""
        server, self._server = self._server, None
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        if server is not None:
            await server.aclose()

    def _came(self, session: WebTransportSession) -> None:
        task = asyncio.create_task(self._welcome(session))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _welcome(self, session: WebTransportSession) -> None:
        address = session.local_address()
        if self._addresses and (address is None or address[0] not in self._addresses):
            session.close()
            return
        pipe = QuicPipe(session)
        try:
            first = await asyncio.wait_for(pipe.receive(), _FIRST_TEXT_S)
            if isinstance(first, str):
                await self._serve(pipe, first)
        except (PipeClosedError, TimeoutError) as error:
            _log.debug("a connection over QUIC came to nothing: %s", error)
        except asyncio.CancelledError:
            pipe.abort()
            raise
        finally:
            with contextlib.suppress(asyncio.CancelledError):
                await pipe.close()


def _addresses(host: str) -> frozenset[str]:
    """Return the addresses of a host; none for any."""
    if host in _ANY_ADDRESS:
        return frozenset()
    return frozenset(str(info[4][0]) for info in socket.getaddrinfo(host, None))
