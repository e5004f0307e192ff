"""Updates of the screen as bytes: written once at the site, read by hub and browser.

All numbers are big endian. An update is::

    u8  version (1)
    u8  flags: 1 keyframe (forget all before), 2 exact (every pixel shown is the scanner's own)
    u32 generation, growing by one with each update of a stream
    u16 screen width, u16 screen height
    u16 number of rectangles
    then for each rectangle, in the order of drawing:
    u16 x, u16 y, u16 width, u16 height
    u8  codec
    u32 length of the payload
    payload
"""

import struct
from dataclasses import dataclass
from enum import IntFlag

from telescan.console.geometry import Rect

VERSION = 1
MOST_PAYLOAD_BYTES = 32 << 20
_HEAD = struct.Struct(">BBIHHH")
_RECT = struct.Struct(">HHHHBI")


class WireError(Exception):
    """Bytes that are not an update of this version."""


class Flag(IntFlag):
    """What an update is."""

    NONE = 0
    KEYFRAME = 1
    EXACT = 2


@dataclass(frozen=True, slots=True)
class EncodedRect:
    """A rectangle and its payload in one codec."""

    rect: Rect
    codec: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Update:
    """What changed on the screen since the generation before."""

    generation: int
    width: int
    height: int
    flags: Flag
    rects: tuple[EncodedRect, ...]


def write_update(update: Update) -> bytes:
    """Return the bytes of an update."""
    parts = [
        _HEAD.pack(
            VERSION,
            update.flags,
            update.generation,
            update.width,
            update.height,
            len(update.rects),
        )
    ]
    for encoded in update.rects:
        r = encoded.rect
        parts.append(_RECT.pack(r.x, r.y, r.width, r.height, encoded.codec, len(encoded.payload)))
        parts.append(encoded.payload)
    return b"".join(parts)


def read_update(data: bytes) -> Update:
    """Return the update that these bytes are, whole.

    Raises:
        WireError: another version, cut short, bytes left over, or a rectangle off the screen.

    """
    if len(data) < _HEAD.size:
        raise WireError(f"update: {len(data)} bytes are fewer than its head; reconnect")
    version, flags, generation, width, height, count = _HEAD.unpack_from(data)
    if version != VERSION:
        raise WireError(f"update: version {version}, this program reads {VERSION}; update it")
    at = _HEAD.size
    rects = []
    for _ in range(count):
        if at + _RECT.size > len(data):
            raise WireError("update: cut short within a rectangle's head; reconnect")
        x, y, w, h, codec, length = _RECT.unpack_from(data, at)
        at += _RECT.size
        rect = Rect(x, y, w, h)
        if not rect.fits(width, height) or rect.area == 0:
            raise WireError(f"update: {rect} is not on a screen of {width}×{height}; reconnect")
        if length > MOST_PAYLOAD_BYTES or at + length > len(data):
            raise WireError(f"update: a payload of {length} bytes does not fit; reconnect")
        rects.append(EncodedRect(rect, codec, data[at : at + length]))
        at += length
    if at != len(data):
        raise WireError(f"update: {len(data) - at} bytes left over; reconnect")
    return Update(generation, width, height, Flag(flags), tuple(rects))
