"""Updates of the screen as bytes: written once at the site, read by hub and browser.

All numbers are big endian. An update is::

    u8  version (2)
    u8  flags: 1 keyframe (forget all before), 2 exact (every pixel shown is the scanner's own)
    u32 generation, growing by one with each update of a stream
    u16 screen width, u16 screen height
    u16 number of operations
    then for each operation, in the order of drawing:
    u16 x, u16 y, u16 width, u16 height
    u8  codec: 0 copy, 5 JPEG (lossy); all others are exact
    u8  mark: 1 private (only for viewers who may see the patient's identity)
    u32 length of the payload
    payload; of a copy: u16 x, u16 y of the source, as the screen is before this operation

An operation starts on a grid of ``GRID_PX`` columns and ends on it or at the screen's right edge,
and so does the source of a copy; rows are any. So what is drawn where can be told cell by cell.
"""

import struct
from dataclasses import dataclass
from enum import IntFlag

from telescan.console.geometry import Rect

VERSION = 2
GRID_PX = 16
"""Columns of a cell; a cell is one row high."""
COPY = 0
"""The codec that takes its pixels from elsewhere on the screen."""
MOST_PAYLOAD_BYTES = 32 << 20
_HEAD = struct.Struct(">BBIHHH")
_OPERATION = struct.Struct(">HHHHBBI")
_SOURCE = struct.Struct(">HH")


class WireError(Exception):
    """Bytes that are not an update of this version."""


class Flag(IntFlag):
    """What an update is."""

    NONE = 0
    KEYFRAME = 1
    EXACT = 2


class Mark(IntFlag):
    """Whom an operation is for."""

    NONE = 0
    PRIVATE = 1
    """Only for viewers who may see the patient's identity."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A rectangle to draw: pixels in one codec, or a copy."""

    rect: Rect
    codec: int
    payload: bytes
    mark: Mark = Mark.NONE

    @property
    def source(self) -> Rect | None:
        """Where a copy takes its pixels; None where it is no copy."""
        if self.codec != COPY:
            return None
        x, y = _SOURCE.unpack(self.payload)
        return Rect(x, y, self.rect.width, self.rect.height)


def copy_operation(target: Rect, x: int, y: int) -> Operation:
    """Return the operation that draws ``target`` as the screen looks from (x, y) on."""
    return Operation(target, COPY, _SOURCE.pack(x, y))


@dataclass(frozen=True, slots=True)
class Update:
    """What changed on the screen since the generation before."""

    generation: int
    width: int
    height: int
    flags: Flag
    operations: tuple[Operation, ...]


def on_grid(rect: Rect, width: int, height: int) -> bool:
    """Tell whether a rectangle may be drawn on a screen of this size."""
    return (
        rect.fits(width, height)
        and rect.area > 0
        and rect.x % GRID_PX == 0
        and (rect.right % GRID_PX == 0 or rect.right == width)
    )


def write_update(update: Update) -> bytes:
    """Return the bytes of an update."""
    parts = [
        _HEAD.pack(
            VERSION,
            update.flags,
            update.generation,
            update.width,
            update.height,
            len(update.operations),
        )
    ]
    for operation in update.operations:
        r, payload = operation.rect, operation.payload
        parts.append(
            _OPERATION.pack(
                r.x, r.y, r.width, r.height, operation.codec, operation.mark, len(payload)
            )
        )
        parts.append(payload)
    return b"".join(parts)


def read_update(data: bytes) -> Update:
    """Return the update that these bytes are, whole.

    Raises:
        WireError: another version, cut short, bytes left over, or an operation off the screen or
            off the grid.

    """
    if len(data) < _HEAD.size:
        raise WireError(f"update: {len(data)} bytes are fewer than its head; reconnect")
    version, flags, generation, width, height, count = _HEAD.unpack_from(data)
    if version != VERSION:
        raise WireError(f"update: version {version}, this program reads {VERSION}; update it")
    at = _HEAD.size
    operations = []
    for _ in range(count):
        operation = _read_operation(data, at)
        _check(operation, width, height)
        operations.append(operation)
        at += _OPERATION.size + len(operation.payload)
    if at != len(data):
        raise WireError(f"update: {len(data) - at} bytes left over; reconnect")
    return Update(generation, width, height, Flag(flags), tuple(operations))


def _read_operation(data: bytes, at: int) -> Operation:
    if at + _OPERATION.size > len(data):
        raise WireError("update: cut short within an operation's head; reconnect")
    x, y, w, h, codec, mark, length = _OPERATION.unpack_from(data, at)
    at += _OPERATION.size
    if length > MOST_PAYLOAD_BYTES or at + length > len(data):
        raise WireError(f"update: a payload of {length} bytes does not fit; reconnect")
    if codec == COPY and length != _SOURCE.size:
        raise WireError(f"update: a copy's payload has {length} bytes, not 4; reconnect")
    return Operation(Rect(x, y, w, h), codec, data[at : at + length], Mark(mark))


def _check(operation: Operation, width: int, height: int) -> None:
    for rect in (operation.rect, operation.source):
        if rect is not None and not on_grid(rect, width, height):
            raise WireError(
                f"update: {rect} is not on the grid of a screen of {width}×{height}; reconnect"
            )
