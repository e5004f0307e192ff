"""Driver of the virtual scanner: everything a scanner may offer, over its control port.

One TCP connection; replies are matched to requests by ``id``, status pushes go to every watcher,
the newest replacing one that was not taken yet. A scanner that stops answering is left, as a hung
program keeps its connections. When the connection ends, requests fail with
ScannerUnreachableError and watchers end; connecting again is the caller's decision.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from itertools import count

from pydantic import ValidationError

from telescan.mr.prescription import Prescription
from telescan.scanner.control_port import (
    LINE_LIMIT,
    Describe,
    ErrorCode,
    Reply,
    Request,
    Start,
    StatusPush,
    Stop,
    Watch,
    WritePrescription,
    encode,
    from_scanner,
)
from telescan.scanner.driver import (
    DriverError,
    ScannerDescription,
    ScannerRefusedError,
    ScannerStatus,
    ScannerUnreachableError,
    Series,
)


class VirtualScannerDriver:
    """Implements ``ScannerDriver`` against a virtual scanner's control port."""

    def __init__(
        self, host: str, port: int, *, timeout_s: float = 5.0, alive_every_s: float = 2.0
    ) -> None:
        self._host = host
        self._port = port
        self._timeout_s = timeout_s
        self._alive_every_s = alive_every_s
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._minding: asyncio.Task[None] | None = None
        self._waiting: dict[int, asyncio.Future[Reply]] = {}
        self._ids = count(1)
        self._status: ScannerStatus | None = None
        self._watchers: set[asyncio.Queue[ScannerStatus | None]] = set()

    async def connect(self) -> ScannerDescription:
        """Reach the scanner and begin to follow its status. Raises ScannerUnreachableError."""
        await self.close()
        try:
            async with asyncio.timeout(self._timeout_s):
                reader, self._writer = await asyncio.open_connection(
                    self._host, self._port, limit=LINE_LIMIT
                )
        except (OSError, TimeoutError) as error:
            raise ScannerUnreachableError(f"no answer from {self._where}: {error}") from error
        self._reading = asyncio.create_task(self._read(reader))
        try:
            reply = await self._ask(Describe())
            await self._ask(Watch())
        except DriverError:
            await self.close()
            raise
        if reply.description is None:
            await self.close()
            raise ScannerUnreachableError(f"{self._where} does not say which scanner it is")
        self._minding = asyncio.create_task(self._mind())
        return reply.description

    async def close(self) -> None:
        """Leave the scanner as it is and free the connection."""
        minding, self._minding = self._minding, None
        if minding is not None:
            minding.cancel()
            await asyncio.wait([minding])
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.cancel()
            await asyncio.wait([reading])
        self._status = None

    async def watch(self) -> AsyncIterator[ScannerStatus]:
        """Yield the status now and at each change, until the connection ends."""
        if self._reading is None or self._reading.done():
            return
        newest: asyncio.Queue[ScannerStatus | None] = asyncio.Queue(maxsize=1)
        if self._status is not None:
            newest.put_nowait(self._status)
        self._watchers.add(newest)
        try:
            while (status := await newest.get()) is not None:
                yield status
        finally:
            self._watchers.discard(newest)

    async def write_prescription(self, series_id: str, prescription: Prescription) -> Series:
        """Set a series' parameters and return the series as the scanner has set it."""
        reply = await self._ask(WritePrescription(series_id=series_id, prescription=prescription))
        if reply.series is None:
            raise ScannerUnreachableError(f"{self._where} did not say what it set")
        return reply.series

    async def start(self, series_id: str) -> None:
        """Start a queued series."""
        await self._ask(Start(series_id=series_id))

    async def stop(self) -> None:
        """Stop the running series at once."""
        await self._ask(Stop())

    @property
    def _where(self) -> str:
        return f"the scanner's control port at {self._host}:{self._port}"

    async def _ask(self, ask: Describe | Watch | WritePrescription | Start | Stop) -> Reply:
        if self._writer is None or self._reading is None or self._reading.done():
            raise ScannerUnreachableError(f"not connected to {self._where}")
        request = Request(id=next(self._ids), ask=ask)
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[request.id] = future
        try:
            async with asyncio.timeout(self._timeout_s):
                self._writer.write(encode(request))
                await self._writer.drain()
                reply = await future
        except (OSError, TimeoutError) as error:
            raise ScannerUnreachableError(f"no answer from {self._where}") from error
        finally:
            self._waiting.pop(request.id, None)
        if reply.error is ErrorCode.REFUSED:
            raise ScannerRefusedError(reply.message)
        if reply.error is not None:
            raise DriverError(reply.message)
        return reply

    async def _mind(self) -> None:
        """Ask for a sign of life now and then; end the connection when none comes."""
        with contextlib.suppress(ScannerUnreachableError):
            while True:
                await asyncio.sleep(self._alive_every_s)
                await self._ask(Describe())
        if self._writer is not None:
            self._writer.transport.abort()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while line := await reader.readline():
                self._take(line)
        except (OSError, ValueError):
            pass  # a broken connection, or a line that no scanner of ours sends: both end it
        finally:
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(ScannerUnreachableError(f"lost {self._where}"))
            self._tell_watchers(None)

    def _take(self, line: bytes) -> None:
        try:
            message = from_scanner.validate_json(line)
        except ValidationError as error:
            raise ValueError(f"{self._where} sent a line that is no message") from error
        if isinstance(message, StatusPush):
            self._status = message.status
            self._tell_watchers(message.status)
            return
        future = self._waiting.get(message.id) if message.id is not None else None
        if future is not None and not future.done():
            future.set_result(message)

    def _tell_watchers(self, status: ScannerStatus | None) -> None:
        for newest in self._watchers:
            if newest.full():
                newest.get_nowait()
            newest.put_nowait(status)
