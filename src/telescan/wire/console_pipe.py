"""One open connection that carries a console, whatever it runs over.

Gateway and hub, and hub and browser, talk through a pipe: texts (JSON) and pictures (bytes), each
whole, none lost while the pipe is open. Texts come in order, pictures come in order, and a picture
never comes before a text that was sent before it. Over QUIC a text may overtake a picture, an
urgent text everything, and an urgent picture those that are not.
"""

from enum import StrEnum
from typing import Protocol

from telescan.wire.packet_loss import PacketCount


class Transport(StrEnum):
    """What a pipe runs over."""

    WEBSOCKET = "websocket"
    """TLS over TCP: works wherever the hub's page does."""
    QUIC = "quic"
    """WebTransport over QUIC, UDP: a lost packet holds up no other stream."""


class PipeClosedError(ConnectionError):
    """The pipe is closed or dead; the message says why, for a log."""


class Pipe(Protocol):
    """What both ends do with a connection."""

    @property
    def transport(self) -> Transport:
        """What it runs over."""
        ...

    async def send(self, message: str | bytes, *, urgent: bool = False) -> None:
        """Send; waits while the other end or the network takes no more. Raises PipeClosedError."""
        ...

    async def receive(self) -> str | bytes:
        """Return what came next. Raises PipeClosedError."""
        ...

    async def close(self) -> None:
        """Let what was sent arrive, within a second, and close. Closing twice does no harm."""
        ...


class DialledPipe(Pipe, Protocol):
    """A pipe at the end that opened it, which watches over it."""

    async def ping(self) -> None:
        """Return once the other end has answered. Raises PipeClosedError."""
        ...

    def packets(self) -> PacketCount | None:
        """Return how many packets this end sent so far; None: nobody counts them."""
        ...

    def abort(self) -> None:
        """End it at once: a dead link would not take a goodbye."""
        ...
