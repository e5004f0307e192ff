"""Large messages over a link that somebody needs for something quicker: piece by piece.

The site sends a message in pieces, at a pace that leaves the link's queue empty; the hub puts them
together and stores the whole, which is then the same message as one that went whole. Each piece is
answered at once, the last one by the stream's acknowledgement. Pieces are kept nowhere: whatever
breaks, the site sends all of the message again, and the stream knows it by its id.
"""

import asyncio
import itertools
import json
import logging
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from telescan.wire import subjects
from telescan.wire.batch import Outgoing, headers_of, raise_for
from telescan.wire.bulk_pace import PIECE_BYTES, BulkPace
from telescan.wire.errors import HubUnreachableError, InvalidNameError, NoPieceDoorError
from telescan.wire.nats_config import MAX_PAYLOAD_BYTES

_log = logging.getLogger(__name__)

_PREFIX = "Telescan-Piece-"
_STORED_WITHIN_S = 10.0
_LOOK_EVERY_S = 0.01
_TAKEN = b"taken"
_MISSING = b"missing"


class PieceHeader(BaseModel):
    """What travels with a piece, as NATS headers."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    of: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    """One attempt to send messages one after the other."""
    number: Annotated[int, Field(ge=0)]
    """Grows by one with each piece of the attempt."""
    ends: bool
    """Whether its message is whole with this piece, whose other headers are then the message's."""

    def as_headers(self) -> dict[str, str]:
        """Return the NATS headers."""
        return {f"{_PREFIX}{name}": str(value) for name, value in self.model_dump().items()}

    @classmethod
    def from_headers(cls, headers: dict[str, str]) -> "PieceHeader":
        """Read NATS headers. Raises ValidationError."""
        return cls.model_validate(
            {k.removeprefix(_PREFIX): v for k, v in headers.items() if k.startswith(_PREFIX)}
        )


@dataclass(frozen=True, slots=True)
class _Piece:
    subject: str
    """Of its message."""
    data: bytes
    headers: dict[str, str]


class PieceSender:
    """A site's sender of large messages."""

    def __init__(
        self, client: Client, site_id: str, round_trip_s: Callable[[], float | None]
    ) -> None:
        """``round_trip_s`` tells how long a round trip takes on the link now; None: not known."""
        self._client = client
        self._site_id = site_id
        self._round_trip_s = round_trip_s
        self._pace = BulkPace()
        self._looked_s = 0.0

    async def send(self, messages: Sequence[Outgoing], *, timeout_s: float) -> None:
        """Send in pieces, in order; return when the hub's stream has acknowledged every message.

        Raises NoPieceDoorError when nobody takes pieces, HubUnreachableError when an answer is
        missing, StoreFullError when the stream takes no more, WireError for any other refusal.
        Sending again is safe.
        """
        try:
            answers = await self._send_all(_cut(messages), timeout_s)
        except nats.errors.NoRespondersError as error:
            self._pace.lost()
            text = "nobody at the hub takes pieces"
            raise NoPieceDoorError(text) from error
        except (nats.errors.Error, OSError, TimeoutError) as error:
            self._pace.lost()
            text = f"no answer for a piece of a message ({type(error).__name__})"
            raise HubUnreachableError(text) from error
        for answer in answers:
            _raise_for(answer)

    async def _send_all(self, pieces: Iterator[_Piece], timeout_s: float) -> list[bytes]:
        """Return the answers."""
        tasks, under_way = list[asyncio.Task[bytes]](), set[asyncio.Task[bytes]]()
        try:
            for piece in pieces:
                under_way = await self._turn(under_way)
                tasks.append(asyncio.create_task(self._ask(piece, timeout_s)))
                under_way.add(tasks[-1])
                await asyncio.sleep(0)  # it goes before the next one
            return await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _turn(self, under_way: set[asyncio.Task[bytes]]) -> set[asyncio.Task[bytes]]:
        """Wait until the next piece may go; return those that are not answered yet."""
        loop = asyncio.get_running_loop()
        self._look(loop.time())
        while (wait_s := self._pace.wait_s(loop.time())) != 0:
            done = set[asyncio.Task[bytes]]()
            if wait_s is None:
                done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            else:
                await asyncio.sleep(wait_s)
            self._look(loop.time())
            for task in done:
                task.result()
        return under_way

    def _look(self, now_s: float) -> None:
        if now_s - self._looked_s >= _LOOK_EVERY_S:
            self._looked_s = now_s
            round_trip_s = self._round_trip_s()
            if round_trip_s is not None:
                self._pace.measured(round_trip_s, now_s)

    async def _ask(self, piece: _Piece, timeout_s: float) -> bytes:
        size = len(piece.data)
        self._pace.sent(size, asyncio.get_running_loop().time())
        reply = await self._client.request(
            subjects.pieces(self._site_id, piece.subject),
            piece.data,
            timeout=timeout_s,
            headers=piece.headers,
        )
        self._pace.answered(size)
        return reply.data


def _cut(messages: Sequence[Outgoing]) -> Iterator[_Piece]:
    attempt, numbers = uuid.uuid4().hex, itertools.count()
    for message in messages:
        offsets = range(0, max(1, len(message.data)), PIECE_BYTES)
        for offset in offsets:
            ends = offset == offsets[-1]
            header = PieceHeader(of=attempt, number=next(numbers), ends=ends)
            yield _Piece(
                message.subject,
                message.data[offset : offset + PIECE_BYTES],
                header.as_headers() | (headers_of(message) if ends else {}),
            )


def _raise_for(answer: bytes) -> None:
    if answer == _MISSING:
        text = "the hub began anew in the midst of a message"
        raise HubUnreachableError(text)
    if answer != _TAKEN:
        raise_for(json.loads(answer).get("error"))


@dataclass
class _Coming:
    """What came so far of one attempt."""

    attempt: str
    pieces: int = 0
    data: bytearray = field(default_factory=bytearray)


class PieceDoor:
    """The hub's side. Of each site it holds at most the one message that is on its way.

    A message that could not be stored ends its attempt, so that none overtakes it.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._coming: dict[str, _Coming] = {}

    async def open(self, site_ids: Iterable[str]) -> None:
        """Begin to take pieces of these sites."""
        for site_id in site_ids:
            await self._client.subscribe(subjects.all_pieces(site_id), cb=self._take)
        await self._client.flush()

    async def _take(self, message: Msg) -> None:
        try:
            site_id, _ = subjects.sender(message.subject)
            header = PieceHeader.from_headers(dict(message.headers or {}))
            answer = await self._answer(message, site_id, header)
        except (ValidationError, InvalidNameError) as error:
            _log.warning("%s: not a piece of a message: %s", message.subject, type(error).__name__)
            answer = _MISSING
        except (nats.errors.Error, OSError) as error:
            _log.warning("%s: not stored, the site sends it again: %r", message.subject, error)
            answer = _MISSING
        await message.respond(answer)

    async def _answer(self, message: Msg, site_id: str, header: PieceHeader) -> bytes:
        if header.number == 0:
            self._coming[site_id] = _Coming(header.of)
        coming = self._coming.get(site_id)
        if coming is None or (coming.attempt, coming.pieces) != (header.of, header.number):
            return _MISSING
        coming.pieces += 1
        coming.data += message.data
        if len(coming.data) > MAX_PAYLOAD_BYTES:
            del self._coming[site_id]
            return _MISSING
        if not header.ends:
            return _TAKEN
        del self._coming[site_id]
        headers = dict(message.headers or {})
        stored = await self._client.request(
            subjects.of_pieces(message.subject),
            bytes(coming.data),
            timeout=_STORED_WITHIN_S,
            headers={k: v for k, v in headers.items() if not k.startswith(_PREFIX)},
        )
        if "error" not in json.loads(stored.data):
            self._coming[site_id] = _Coming(coming.attempt, coming.pieces)
        return stored.data
