"""The hub's QUIC port: certificate, listener, and what gateways are told of it."""

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from telescan.configuration import ConfigurationError
from telescan.hub.settings import HubSettings, QuicSettings
from telescan.wire.quic.certificate import OwnCertificate, read_or_make_certificate
from telescan.wire.quic.listening import QuicListener, QuicPort, Serve
from telescan.wire.quic.offer import QuicOffer

_log = logging.getLogger(__name__)

_LOOK_EVERY_S = 60.0


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class QuicGate:
    """The port of a hub; without ``quic`` in the settings it does nothing."""

    def __init__(self, settings: HubSettings, now: Callable[[], dt.datetime] = _utc_now) -> None:
        self._settings = settings
        self._now = now
        self._own: OwnCertificate | None = None
        self._listener: QuicListener | None = None

    def offer(self) -> QuicOffer | None:
        """Return what gateways are told; None while the port is closed."""
        quic = self._settings.quic
        if quic is None or self._listener is None:
            return None
        pem = self._own.pem if self._own is not None else None
        return QuicOffer(host=quic.public_host, port=quic.port, certificate=pem)

    @asynccontextmanager
    async def open(self, serve: Serve) -> AsyncIterator[None]:
        """Listen, and renew the certificate before it ends. Raises ConfigurationError."""
        quic = self._settings.quic
        if quic is None:
            yield
            return
        await self._listen(quic, serve)
        keeping = asyncio.create_task(self._keep_renewing(quic, serve))
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await self._close()

    async def _listen(self, quic: QuicSettings, serve: Serve) -> None:
        if quic.tls is None:
            keys = self._settings.data_folder / "keys"
            self._own = read_or_make_certificate(keys, self._now())
            certificate, key = self._own.file, self._own.key_file
        else:
            certificate, key = quic.tls.certificate, quic.tls.key
        listener = QuicListener(
            QuicPort(quic.host or self._settings.host, quic.port, certificate, key), serve
        )
        try:
            for file in (certificate, key):
                file.read_bytes()
        except OSError as error:
            raise ConfigurationError(f"quic.tls: {error.filename} cannot be read") from error
        try:
            await listener.open()
        except (OSError, RuntimeError, ValueError) as error:
            raise ConfigurationError(
                f"quic.port: UDP port {quic.port} cannot be listened on ({error});"
                " stop what uses it or choose another port"
            ) from error
        self._listener = listener
        _log.info("consoles over QUIC at UDP port %d", quic.port)

    async def _close(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            await listener.close()

    async def _keep_renewing(self, quic: QuicSettings, serve: Serve) -> None:
        """Open the port anew with a new certificate: at a quiet moment if there is one."""
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            listener, own = self._listener, self._own
            if own is None or listener is None or not own.due(self._now(), quiet=listener.quiet):
                continue
            await self._close()
            await self._listen(quic, serve)
