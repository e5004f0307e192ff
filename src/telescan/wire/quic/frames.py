"""What the streams of a pipe over QUIC carry. Pure; ``web/src/console/frames.ts`` is the same.

The opener opens a bidirectional stream for each lane; the first byte of each, sent by the opener,
is its lane. Both ends then send frames: kind (u8), length of the payload (u32, big endian),
payload. A picture begins with the number (u32) of texts that were sent before it on the lane of
messages: it waits for them, so that no picture comes before the news it depends on, while texts may
overtake pictures. A gateway opens a fourth stream for pictures that may overtake others; browsers
send none and are sent none.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

_HEADER = struct.Struct(">BI")
_COUNT = struct.Struct(">I")

MOST_TEXT_BYTES = 1 << 20
MOST_PICTURE_BYTES = 16 << 20


class Lane(IntEnum):
    """A stream of a pipe."""

    INPUT = 0
    """Urgent texts."""
    MESSAGES = 1
    """All other texts, and the pipe's own words."""
    PICTURES = 2
    URGENT_PICTURES = 3


class Kind(IntEnum):
    """What a frame is."""

    TEXT = 1
    PICTURE = 2
    PING = 3
    """To be answered by a pong with the same payload."""
    PONG = 4
    END = 5
    """The sender has nothing more to say; whoever gets it closes."""


class FrameError(Exception):
    """What came is no frame; the message says why."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One whole frame."""

    kind: Kind
    payload: bytes


_ON_LANE = {
    Lane.INPUT: frozenset({Kind.TEXT}),
    Lane.MESSAGES: frozenset({Kind.TEXT, Kind.PING, Kind.PONG, Kind.END}),
    Lane.PICTURES: frozenset({Kind.PICTURE}),
    Lane.URGENT_PICTURES: frozenset({Kind.PICTURE}),
}


def write_frame(kind: Kind, payload: bytes) -> bytes:
    """Return the bytes of a frame."""
    return _HEADER.pack(kind, len(payload)) + payload


def write_picture(texts_before: int, picture: bytes) -> bytes:
    """Return the bytes of a picture's frame."""
    head = _HEADER.pack(Kind.PICTURE, _COUNT.size + len(picture))
    return head + _COUNT.pack(texts_before & 0xFFFFFFFF) + picture


class FrameReader:
    """Takes one lane's bytes as they come and returns whole frames."""

    def __init__(self, lane: Lane) -> None:
        self._kinds = _ON_LANE[lane]
        self._most_bytes = MOST_PICTURE_BYTES if Kind.PICTURE in self._kinds else MOST_TEXT_BYTES
        self._waiting = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """Return the frames that these bytes complete. Raises FrameError."""
        self._waiting += data
        frames = []
        while len(self._waiting) >= _HEADER.size:
            number, length = _HEADER.unpack_from(self._waiting)
            if number not in self._kinds:
                raise FrameError(f"no frame of kind {number} belongs here")
            if length > self._most_bytes:
                raise FrameError(f"a frame of {length} bytes; {self._most_bytes} are allowed")
            end = _HEADER.size + length
            if len(self._waiting) < end:
                break
            frames.append(Frame(Kind(number), bytes(self._waiting[_HEADER.size : end])))
            del self._waiting[:end]
        return frames


class Arrivals:
    """Puts texts and pictures of different lanes into the order in which they may be acted on."""

    def __init__(self) -> None:
        self._texts = 0
        self._held: list[tuple[int, bytes]] = []

    def text(self, text: str) -> list[str | bytes]:
        """Take a text of the lane of messages; return it, and the pictures that waited for it."""
        self._texts += 1
        return [text, *self._released()]

    def picture(self, payload: bytes) -> list[str | bytes]:
        """Take a picture's payload; return it, unless it has to wait. Raises FrameError."""
        if len(payload) < _COUNT.size:
            raise FrameError("a picture without its number of texts")
        (texts_before,) = _COUNT.unpack_from(payload)
        self._held.append((texts_before, payload[_COUNT.size :]))
        return self._released()

    def _released(self) -> list[str | bytes]:
        released: list[str | bytes] = [
            picture for texts_before, picture in self._held if texts_before <= self._texts
        ]
        self._held = [held for held in self._held if held[0] > self._texts]
        return released
