"""A UDP path on this machine that can swallow what goes through it, or come from a new address."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

type Address = tuple[str, int]


class UdpWire(asyncio.DatagramProtocol):
    """Passes datagrams between clients and one server."""

    def __init__(self) -> None:
        self.swallows = False
        self.carried = 0
        self.target_port = 0
        self.port = 0
        self._front: asyncio.DatagramTransport | None = None
        self._backs: dict[Address, asyncio.DatagramTransport] = {}
        self._opening = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.DatagramTransport)
        self._front = transport

    def datagram_received(self, data: bytes, client: Address) -> None:
        if not self.swallows:
            task = asyncio.get_running_loop().create_task(self._forward(data, client))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _forward(self, data: bytes, client: Address) -> None:
        async with self._opening:
            if client not in self._backs:
                back, _ = await asyncio.get_running_loop().create_datagram_endpoint(
                    lambda: _Back(self, client), remote_addr=("127.0.0.1", self.target_port)
                )
                self._backs[client] = back
        self.carried += 1
        self._backs[client].sendto(data)

    def answer(self, data: bytes, client: Address) -> None:
        if not self.swallows and self._front is not None:
            self._front.sendto(data, client)

    def change_address(self) -> None:
        """Go on from new ports, as behind a NAT that forgot."""
        for back in self._backs.values():
            back.close()
        self._backs.clear()

    async def close(self) -> None:
        self.swallows = True
        await asyncio.gather(*self._tasks)
        self.change_address()
        if self._front is not None:
            self._front.close()
        await asyncio.sleep(0)  # transports close their sockets a turn later


class _Back(asyncio.DatagramProtocol):
    def __init__(self, wire: UdpWire, client: Address) -> None:
        self._wire = wire
        self._client = client

    def datagram_received(self, data: bytes, _server: Address) -> None:
        self._wire.answer(data, self._client)


@asynccontextmanager
async def udp_wire(target_port: int = 0) -> AsyncIterator[UdpWire]:
    """Listen on a free port."""
    front, wire = await asyncio.get_running_loop().create_datagram_endpoint(
        UdpWire, local_addr=("127.0.0.1", 0)
    )
    wire.target_port = target_port
    wire.port = front.get_extra_info("sockname")[1]
    try:
        yield wire
    finally:
        await wire.close()
