"""What a client tells an RFB server, as bytes.

Sections are RFC 6143's; Fence and EnableContinuousUpdates are described in the community's
rfbproto document, "Client to Server Messages".
"""

import struct
from collections.abc import Sequence
from enum import IntFlag

BYTES_PER_PIXEL = 4


class Fence(IntFlag):
    """How a fence orders the messages around it."""

    BLOCK_BEFORE = 1
    BLOCK_AFTER = 1 << 1
    SYNC_NEXT = 1 << 2
    REQUEST = 1 << 31


def set_pixel_format() -> bytes:
    """7.5.1: 32 bits a pixel, true colour, bytes in the order blue, green, red, unused.

    Qt's server sends this order whatever it is asked for; others obey.
    """
    return struct.pack(">B3xBBBBHHHBBB3x", 0, 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)


def set_encodings(codes: Sequence[int]) -> bytes:
    """7.5.2: the encodings understood, best first."""
    return struct.pack(f">BxH{len(codes)}i", 2, len(codes), *codes)


def request_pixel() -> bytes:
    """7.5.3: ask for the first pixel, changed or not."""
    return struct.pack(">BBHHHH", 3, 0, 0, 0, 1, 1)


def request_update(width: int, height: int, *, incremental: bool) -> bytes:
    """7.5.3: ask for the whole screen, or for what changed in it."""
    return struct.pack(">BBHHHH", 3, int(incremental), 0, 0, width, height)


def key(keysym: int, *, down: bool) -> bytes:
    """7.5.4: a key by its X keysym."""
    return struct.pack(">BBxxI", 4, int(down), keysym)


def pointer(x: int, y: int, buttons: int) -> bytes:
    """7.5.5: the pointer; button bits: left, middle, right, wheel up, down, left, right."""
    return struct.pack(">BBHH", 5, buttons, x, y)


def enable_continuous_updates(width: int, height: int, *, enable: bool) -> bytes:
    """Have changes of the whole screen sent without being asked, or not any more."""
    return struct.pack(">BBHHHH", 150, int(enable), 0, 0, width, height)


def answer_fence(flags: int, payload: bytes) -> bytes:
    """Answer a server's fence.

    All messages are handled in order, so what it orders has been kept; what is not known here is
    left out of the answer, as the document asks.
    """
    kept = flags & (Fence.BLOCK_BEFORE | Fence.BLOCK_AFTER)
    return struct.pack(">B3xIB", 248, kept, len(payload)) + payload
