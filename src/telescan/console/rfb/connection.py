"""One TCP connection to an RFB server: reads for the protocol, sends for it, keeps the time."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from telescan.console.rfb.errors import RfbError
from telescan.console.rfb.events import RfbEvent
from telescan.console.rfb.limits import MAX_UNSENT_BYTES
from telescan.console.rfb.patience import Patience, Watch
from telescan.console.rfb.protocol import RfbProtocol

_READ_BYTES = 1 << 20
_BREATH_S = 0.01
"""How long decoding may keep everything else waiting, but for one rectangle's band."""
_GONE = "the RFB server closed the connection; check that it runs and is within reach"
_CLOSE_S = 0.25
_KEEPALIVE = {"TCP_KEEPIDLE": 5, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}
"""A server whose power went is silent like one whose screen does not change: seen in 20 s."""


class Connection:
    """An open connection. ``events`` is to be iterated once."""

    def __init__(
        self,
        protocol: RfbProtocol,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        patience: Patience,
    ) -> None:
        self.protocol = protocol
        self._reader = reader
        self._writer = writer
        self._patience = patience
        self._loop = asyncio.get_running_loop()
        self._answer_owed = False
        self._reading = False
        self._timer = asyncio.timeout(None)
        self._fault = ""
        self._broken_off = ""
        self._watch = Watch(patience, self._loop.time())

    @classmethod
    @asynccontextmanager
    async def open(
        cls, host: str, port: int, protocol: RfbProtocol, patience: Patience
    ) -> AsyncIterator[Self]:
        """Connect; close at the end.

        Raises:
            RfbError: nobody answers there.

        """
        try:
            async with asyncio.timeout(patience.connect_s):
                reader, writer = await asyncio.open_connection(host, port)
        except TimeoutError as error:
            raise RfbError(
                f"no answer within {patience.connect_s:g} s; check address, port and firewall"
            ) from error
        except (OSError, ValueError) as error:  # a name may also be none
            raise RfbError(f"{error}; check address and port, and that the server runs") from error
        try:
            _tune(writer.get_extra_info("socket"))
            yield cls(protocol, reader, writer, patience)
        finally:
            await _close(writer)

    async def events(self) -> AsyncIterator[RfbEvent]:
        """Give what the server says until the connection fails.

        Raises:
            RfbError: the server broke a rule, stalled or went.

        """
        while True:
            data = await self._read()
            if not data:
                raise RfbError(self._broken_off or _GONE)
            breath_s = self._loop.time() + _BREATH_S
            for event in self.protocol.receive(data):
                yield event
                if self._loop.time() > breath_s:
                    await asyncio.sleep(0)
                    breath_s = self._loop.time() + _BREATH_S
            self.flush()
            await self._drain()

    def flush(self) -> None:
        """Send what the protocol has to say; break off where the server takes nothing."""
        if outgoing := self.protocol.data_to_send():
            self._writer.write(outgoing)
        if self._writer.transport.get_write_buffer_size() > MAX_UNSENT_BYTES:
            self._writer.transport.abort()

    def break_off(self, fault: str) -> None:
        """End the connection for a reason that only its user can see."""
        self._broken_off = fault
        self._writer.transport.abort()

    def owe(self, *, answer: bool) -> None:
        """Tell whether silence means a fault although no message has begun."""
        if answer != self._answer_owed:
            self._answer_owed = answer
            if self._reading and not self._timer.expired():
                self._set_timer()

    async def _read(self) -> bytes:
        self._timer = asyncio.timeout(None)
        try:
            async with self._timer:
                self._reading = True
                self._set_timer()
                return await self._reader.read(_READ_BYTES)
        except TimeoutError as error:
            raise RfbError(self._fault if self._timer.expired() else _GONE) from error
        except OSError as error:
            raise RfbError(f"{error}; {_GONE}") from error
        finally:
            self._reading = False

    def _set_timer(self) -> None:
        deadline = self._watch.deadline(
            self._loop.time(),
            greeted=self.protocol.width > 0,
            amid_message=self.protocol.amid_message,
            messages=self.protocol.messages,
            owed=self._answer_owed,
        )
        self._timer.reschedule(None if deadline is None else deadline.at_s)
        self._fault = "" if deadline is None else deadline.fault

    async def _drain(self) -> None:
        limit_s = self._patience.silence_s
        try:
            async with asyncio.timeout(limit_s):
                await self._writer.drain()
        except TimeoutError as error:
            raise RfbError(
                f"the RFB server took no byte of ours for {limit_s:g} s; check the server"
            ) from error
        except OSError as error:
            raise RfbError(f"{error}; {_GONE}") from error


async def _close(writer: asyncio.StreamWriter) -> None:
    """Close once all is sent (a key's release may be among it), but not wait for long."""
    writer.close()
    try:
        async with asyncio.timeout(_CLOSE_S):
            await writer.wait_closed()
    except TimeoutError:
        writer.transport.abort()
    except OSError:
        pass  # it broke before


def _tune(connected: socket.socket) -> None:
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE.items():
        if (option := getattr(socket, name, None)) is not None:
            connected.setsockopt(socket.IPPROTO_TCP, option, value)
