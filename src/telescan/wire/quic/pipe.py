"""A pipe on a WebTransport session of picoquic, at either end."""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Coroutine

from aiopquic.asyncio.webtransport import WebTransportSession
from aiopquic.quic.events import WebTransportNewStream, WebTransportStreamDataReceived

from telescan.wire.console_pipe import PipeClosedError, Transport
from telescan.wire.packet_loss import PacketCount
from telescan.wire.quic.frames import (
    Arrivals,
    Frame,
    FrameError,
    FrameReader,
    Kind,
    Lane,
    write_frame,
    write_picture,
)

_log = logging.getLogger(__name__)

_PRIORITIES = {Lane.INPUT: 0, Lane.MESSAGES: 2, Lane.URGENT_PICTURES: 2, Lane.PICTURES: 4}
"""picoquic's: 0 goes first; even numbers take turns among equals."""
_CHUNK_BYTES = 32 << 10
_WAITING_BYTES = 64 << 10
"""So much of a lane may wait in picoquic; more waits with the sender."""
_MOST_UNREAD_BYTES = 32 << 20
_GOODBYE_S = 1.0


class QuicPipe:
    """A ``DialledPipe``, and a ``Pipe`` at the hub."""

    transport = Transport.QUIC

    def __init__(self, session: WebTransportSession) -> None:
        self._session = session
        self._streams: dict[Lane, int] = {}
        self._locks = {lane: asyncio.Lock() for lane in Lane}
        self._lane_came = {lane: asyncio.Event() for lane in Lane}
        self._arrivals = Arrivals()
        self._inbox: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self._unread_bytes = 0
        self._texts_sent = 0
        self._pings: dict[bytes, asyncio.Future[None]] = {}
        self._ping_ids = itertools.count(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._why_closed = ""
        self._run(self._hear_session())

    @property
    def closed(self) -> bool:
        """Whether nothing can be sent any more."""
        return bool(self._why_closed)

    async def open_lanes(self) -> None:
        """Open the streams, at the end that dials. Raises PipeClosedError."""
        for lane in Lane:
            try:
                stream_id = await self._session.create_stream()
                self._lane_opened(lane, stream_id)
                self._session.send_stream_data(stream_id, bytes([lane]))
            except (ConnectionError, BufferError, TimeoutError) as error:
                raise PipeClosedError(str(error)) from error
            self._run(self._hear_lane(stream_id, lane))

    async def send(self, message: str | bytes, *, urgent: bool = False) -> None:
        """Send; returns when most of it is on its way. Raises PipeClosedError."""
        if isinstance(message, bytes):
            lane = Lane.URGENT_PICTURES if urgent else Lane.PICTURES
            await self._write(lane, write_picture(self._texts_sent, message))
        elif urgent:
            await self._write(Lane.INPUT, write_frame(Kind.TEXT, message.encode()))
        else:
            self._texts_sent += 1
            await self._write(Lane.MESSAGES, write_frame(Kind.TEXT, message.encode()))

    async def receive(self) -> str | bytes:
        """Return what came next."""
        message = await self._inbox.get()
        if message is None:
            self._inbox.put_nowait(None)
            raise PipeClosedError(self._why_closed)
        self._unread_bytes -= len(message)
        return message

    async def ping(self) -> None:
        """Return once the other end has answered."""
        ping_id = next(self._ping_ids).to_bytes(8)
        answer = self._pings[ping_id] = asyncio.get_running_loop().create_future()
        try:
            await self._write(Lane.MESSAGES, write_frame(Kind.PING, ping_id))
            await answer
        finally:
            self._pings.pop(ping_id, None)

    async def close(self) -> None:
        """Say goodbye, wait a second at most for the other end to close, and close."""
        with contextlib.suppress(PipeClosedError, TimeoutError):
            async with asyncio.timeout(_GOODBYE_S):
                await self._write(Lane.MESSAGES, write_frame(Kind.END, b""))
                await self._session.wait_closed()
        self.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def packets(self) -> PacketCount | None:
        """Return picoquic's count, of the moment of the last call.

        Without what it gave up for lost by its clock: mostly acknowledgements, which nobody
        acknowledges while the line is quiet.
        """
        quality = self._session.path_quality()
        if not quality:
            return None
        lost = quality["lost"] - quality["timer_losses"] - quality["spurious_losses"]
        return PacketCount(quality["sent"], lost)

    def abort(self) -> None:
        """Close at once."""
        self._end("closed by this end")
        self._session.close()
        for task in self._tasks:
            task.cancel()

    # --- sending ---

    async def _write(self, lane: Lane, data: bytes) -> None:
        if not self._lane_came[lane].is_set():
            await self._lane_came[lane].wait()
        stream_id = self._streams.get(lane, 0)
        async with self._locks[lane]:
            for start in range(0, len(data), _CHUNK_BYTES):
                await self._wait_for_room(stream_id)
                if self.closed:
                    raise PipeClosedError(self._why_closed)
                try:
                    chunk = data[start : start + _CHUNK_BYTES]
                    await self._session.send_stream_data_drained(stream_id, chunk)
                except (ConnectionError, BufferError, MemoryError) as error:
                    raise PipeClosedError(str(error)) from error

    async def _wait_for_room(self, stream_id: int) -> None:
        session = self._session
        drained = session.get_tx_data_drain_event(stream_id)
        while not self.closed and session.tx_data_ring_used(stream_id) > _WAITING_BYTES:
            drained.clear()
            session.set_tx_data_drain_pending(stream_id)
            if session.tx_data_ring_used(stream_id) > _WAITING_BYTES:
                await drained.wait()

    # --- hearing ---

    def _run(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _hear_session(self) -> None:
        async for event in self._session.events():
            if isinstance(event, WebTransportNewStream):
                self._run(self._hear_stream(event.stream_id))
        self._end("the other end closed or is out of reach")

    async def _hear_stream(self, stream_id: int) -> None:
        """Hear a stream of the other end's making."""
        first = await anext(self._session.receive_stream_data(stream_id))
        data = bytes(first.data) if isinstance(first, WebTransportStreamDataReceived) else b""
        try:
            lane = Lane(data[0]) if data else None
        except ValueError:
            lane = None
        if lane is None or lane in self._streams:
            self._fault("a stream without a lane of its own")
            return
        self._lane_opened(lane, stream_id)
        await self._hear_lane(stream_id, lane, data[1:])

    def _lane_opened(self, lane: Lane, stream_id: int) -> None:
        self._streams[lane] = stream_id
        with contextlib.suppress(ConnectionError):  # closed meanwhile: whoever sends learns it
            self._session.set_stream_priority(stream_id, _PRIORITIES[lane])
        self._lane_came[lane].set()

    async def _hear_lane(self, stream_id: int, lane: Lane, begin: bytes = b"") -> None:
        reader = FrameReader(lane)
        try:
            self._take(reader.feed(begin), lane)
            async for event in self._session.receive_stream_data(stream_id):
                if not isinstance(event, WebTransportStreamDataReceived):
                    break
                self._take(reader.feed(bytes(event.data)), lane)
        except FrameError as error:
            self._fault(str(error))

    def _take(self, frames: list[Frame], lane: Lane) -> None:
        for frame in frames:
            match frame.kind:
                case Kind.TEXT if lane is Lane.INPUT:
                    self._came([_decoded(frame.payload)])
                case Kind.TEXT:
                    self._came(self._arrivals.text(_decoded(frame.payload)))
                case Kind.PICTURE:
                    self._came(self._arrivals.picture(frame.payload))
                case Kind.PING:
                    self._run(self._answer(frame.payload))
                case Kind.PONG:
                    answer = self._pings.get(frame.payload)
                    if answer is not None and not answer.done():
                        answer.set_result(None)
                case Kind.END:
                    self._end("the other end said goodbye")
                    self._session.close()

    async def _answer(self, ping: bytes) -> None:
        with contextlib.suppress(PipeClosedError):
            await self._write(Lane.MESSAGES, write_frame(Kind.PONG, ping))

    def _came(self, messages: list[str | bytes]) -> None:
        for message in messages:
            self._unread_bytes += len(message)
            self._inbox.put_nowait(message)
        if self._unread_bytes > _MOST_UNREAD_BYTES:
            self._fault("more came than was read")

    # --- ending ---

    def _fault(self, why: str) -> None:
        _log.warning("console over QUIC from %s: %s", self._session.peer_address(), why)
        self._end(why)
        self._session.close()

    def _end(self, why: str) -> None:
        if self._why_closed:
            return
        self._why_closed = why
        self._inbox.put_nowait(None)
        for came in self._lane_came.values():
            came.set()
        for answer in self._pings.values():
            if not answer.done():
                answer.set_exception(PipeClosedError(why))


def _decoded(payload: bytes) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        raise FrameError("a text that is not UTF-8") from error
