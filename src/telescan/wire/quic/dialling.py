"""How a gateway opens a pipe over QUIC."""

import asyncio
import ssl
import tempfile

import certifi
from aiopquic._binding._transport import TransportContext
from aiopquic.asyncio.webtransport import WebTransportClient

from telescan.wire.console_pipe import PipeClosedError
from telescan.wire.quic import ACCEPTED, CONGESTION_CONTROL, IDLE_S, OWN_NAME, PATH, STREAM_BYTES
from telescan.wire.quic.offer import QuicOffer
from telescan.wire.quic.pipe import QuicPipe

_NEVER_S = 3600.0
"""Whoever dials keeps the time."""
_GOODBYE_S = 0.5
_SOCKET_BYTES = 1 << 20


class QuicDialler:
    """Opens pipes to one hub, all over one UDP socket and one thread of picoquic."""

    def __init__(self, hub_host: str, offer: QuicOffer, trust: ssl.SSLContext | None) -> None:
        self.offer = offer
        self._host = offer.host or hub_host
        self._name = OWN_NAME if offer.certificate else self._host
        self._roots = offer.certificate or _roots(trust)
        self._transport: TransportContext | None = None
        self._sessions: dict[WebTransportClient, asyncio.Task[None]] = {}

    async def dial(self, opening: str) -> QuicPipe:
        """Open a pipe and introduce ourselves. Raises OSError: no way there, or not let in."""
        transport = self._transport = self._transport or self._start()
        session = WebTransportClient(transport, self._host, self.offer.port, PATH, sni=self._name)
        self._sessions[session] = asyncio.create_task(self._see_off(session))
        try:
            await session.open(timeout=_NEVER_S)
            pipe = QuicPipe(session)
            await pipe.open_lanes()
            await pipe.send(opening)
            if await pipe.receive() != ACCEPTED:
                raise PipeClosedError("the hub does not answer as it should")
        except BaseException:
            session.close()
            raise
        return pipe

    async def close(self) -> None:
        """End what is open; give socket and thread back."""
        for session in self._sessions:
            session.close()
        await asyncio.gather(*self._sessions.values())
        if self._transport is not None:
            self._transport.stop()
            self._transport = None

    def _start(self) -> TransportContext:
        transport = TransportContext()
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as roots:
            roots.write(self._roots)
            roots.flush()
            transport.start(
                is_client=True,
                alpn="h3",
                verify_peer=True,
                ca_file=roots.name,
                max_datagram_frame_size=1 << 16,  # HTTP/3 offers WebTransport only with datagrams
                rx_data_ring_cap=STREAM_BYTES,
                initial_max_data=2 * STREAM_BYTES,
                idle_timeout_ms=round(IDLE_S * 1000),
                congestion_control_algorithm=CONGESTION_CONTROL,
                socket_buffer_size=_SOCKET_BYTES,
            )
        return transport

    async def _see_off(self, session: WebTransportClient) -> None:
        """Let go of a session once it is closed, by whomever."""
        await session.wait_closed()
        await session.aclose(timeout=_GOODBYE_S)
        await session.detach()
        self._sessions.pop(session, None)


def _roots(trust: ssl.SSLContext | None) -> str:
    """Return public authorities and those of a context, in PEM form."""
    own = trust.get_ca_certs(binary_form=True) if trust is not None else []
    return certifi.contents() + "".join(map(ssl.DER_cert_to_PEM_cert, own))
