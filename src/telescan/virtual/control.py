"""The scanner's control port: what ``scanner.virtual`` talks to. See ``scanner.control_port``.

It listens on loopback only; whoever may reach it may do what the driver may.
"""

import asyncio
import contextlib
from typing import assert_never

from pydantic import BaseModel, ValidationError

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
)
from telescan.scanner.driver import ScannerRefusedError, ScannerStatus
from telescan.virtual.engine import Engine
from telescan.virtual.snapshot import By, Snapshot

HOST = "127.0.0.1"


async def listen(engine: Engine, port: int) -> asyncio.Server:
    """Open the control port. Raises OSError where it is taken."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _Connection(engine, reader, writer).serve()

    return await asyncio.start_server(serve, HOST, port, limit=LINE_LIMIT)


class _Connection:
    """One driver."""

    def __init__(
        self, engine: Engine, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._engine = engine
        self._reader = reader
        self._writer = writer
        self._newest: asyncio.Queue[ScannerStatus] = asyncio.Queue(maxsize=1)
        self._pushing: asyncio.Task[None] | None = None
        self._told: ScannerStatus | None = None

    async def serve(self) -> None:
        """Answer until the driver leaves or sends a line that is too long."""
        unsubscribe = self._engine.subscribe(self._changed)
        try:
            while line := await self._reader.readline():
                reply = self._answer(line)
                if self._pushing is not None and not self._newest.empty():
                    await self._push_one(self._newest.get_nowait())  # status before the reply
                await self._send(reply)
        except (OSError, ValueError):
            pass  # the driver is gone, or its line was too long: the connection ends
        finally:
            unsubscribe()
            if self._pushing is not None:
                self._pushing.cancel()
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    def _answer(self, line: bytes) -> Reply:
        try:
            request = Request.model_validate_json(line)
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in fault["loc"]) or "request"
            message = f"{where}: {fault['msg']}"
            return Reply(id=None, error=ErrorCode.BAD_REQUEST, message=message)
        try:
            return self._do(request)
        except ScannerRefusedError as error:
            return Reply(id=request.id, error=ErrorCode.REFUSED, message=str(error))

    def _do(self, request: Request) -> Reply:
        match request.ask:
            case Describe():
                return Reply(id=request.id, description=self._engine.description)
            case Watch():
                if self._pushing is None:
                    self._pushing = asyncio.create_task(self._push())
            case WritePrescription(series_id=series_id, prescription=prescription):
                done = self._engine.write_prescription(series_id, prescription, By.REMOTE)
                return Reply(id=request.id, series=done)
            case Start(series_id=series_id):
                self._engine.start(series_id, By.REMOTE)
            case Stop():
                self._engine.stop(By.REMOTE)
            case other:
                assert_never(other)
        return Reply(id=request.id)

    def _changed(self, snapshot: Snapshot) -> None:
        """Keep the newest status for a driver that reads slowly."""
        if self._newest.full():
            self._newest.get_nowait()
        self._newest.put_nowait(snapshot.status)

    async def _push(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                await self._push_one(await self._newest.get())

    async def _push_one(self, status: ScannerStatus) -> None:
        if status != self._told:
            self._told = status
            await self._send(StatusPush(status=status))

    async def _send(self, message: BaseModel) -> None:
        self._writer.write(encode(message))
        await self._writer.drain()
