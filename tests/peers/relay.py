"""A TCP relay that can be cut or stalled: the link between a site and its hub."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from tests.peers.nats_link import free_port


class Relay:
    def __init__(self, target_port: int) -> None:
        self.port = free_port()
        self._target_port = target_port
        self._up = True
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def cut(self) -> None:
        """End every connection and take no new one."""
        self._up = False
        for writer in self._writers:
            writer.transport.abort()

    def stall(self) -> None:
        """Let nothing through, without a word to either side."""
        self._flowing.clear()

    def restore(self) -> None:
        """Let everything through again; what had stalled is lost."""
        if not self._flowing.is_set():
            for writer in self._writers:
                writer.transport.abort()
        self._up = True
        self._flowing.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._up:
            writer.transport.abort()
            return
        try:
            there = await asyncio.open_connection("127.0.0.1", self._target_port)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, there[1]}
        for source, sink in ((reader, there[1]), (there[0], writer)):
            task = asyncio.create_task(self._copy(source, sink))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _copy(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65_536):
                await self._flowing.wait()
                sink.write(data)
                await sink.drain()
        sink.close()
        self._writers.discard(sink)

    async def close(self) -> None:
        self.cut()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def running_relay(target_port: int) -> AsyncIterator[Relay]:
    relay = Relay(target_port)
    server = await asyncio.start_server(relay.serve, "127.0.0.1", relay.port)
    try:
        yield relay
    finally:
        server.close()
        await relay.close()
