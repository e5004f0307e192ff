"""How a gateway opens a pipe over a WebSocket."""

import socket
import ssl
from collections.abc import Mapping

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from telescan.wire.console_pipe import PipeClosedError, Transport
from telescan.wire.packet_loss import PacketCount
from telescan.wire.race import OpeningRefusedError
from telescan.wire.tcp_packets import packets_of
from telescan.wire.tcp_tuning import tune

_MAX_MESSAGE_BYTES = 1 << 20


class DialledWebSocket:
    """A ``DialledPipe``."""

    transport = Transport.WEBSOCKET

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    @property
    def answer(self) -> Mapping[str, str]:
        """The headers of the hub's answer."""
        response = self._connection.response
        return response.headers if response is not None else {}

    async def send(self, message: str | bytes, *, urgent: bool = False) -> None:  # noqa: ARG002
        """Send; TCP has one order for all, so ``urgent`` changes nothing."""
        try:
            await self._connection.send(message)
        except ConnectionClosed as error:
            raise PipeClosedError(str(error)) from error

    async def receive(self) -> str | bytes:
        """Return what came next."""
        try:
            return await self._connection.recv()
        except ConnectionClosed as error:
            raise PipeClosedError(str(error)) from error

    async def ping(self) -> None:
        """Return once the hub has answered."""
        try:
            await (await self._connection.ping())
        except ConnectionClosed as error:
            raise PipeClosedError(str(error)) from error

    async def close(self) -> None:
        """Close; the protocol lets what was sent arrive."""
        await self._connection.close()

    def packets(self) -> PacketCount | None:
        """Return the kernel's count."""
        return packets_of(self._connection.transport.get_extra_info("socket"))

    def abort(self) -> None:
        """End it at once."""
        self._connection.transport.abort()


async def dial_websocket(
    url: str, headers: Mapping[str, str], trust: ssl.SSLContext | None
) -> DialledWebSocket:
    """Open a WebSocket. Raises OSError, and OpeningRefusedError where the answer is no."""
    try:
        connection = await connect(
            url,
            ssl=trust,
            additional_headers=headers,
            compression=None,  # pictures are compressed already
            open_timeout=None,  # the race keeps the time
            close_timeout=0.5,
            ping_interval=None,  # whoever dials pings
            max_size=_MAX_MESSAGE_BYTES,
        )
    except InvalidStatus as error:
        raise OpeningRefusedError(str(error)) from error
    except (InvalidHandshake, InvalidURI, EOFError) as error:
        raise OSError(str(error)) from error
    sock = connection.transport.get_extra_info("socket")
    if isinstance(sock, socket.socket) or hasattr(sock, "setsockopt"):
        tune(sock)
    return DialledWebSocket(connection)
