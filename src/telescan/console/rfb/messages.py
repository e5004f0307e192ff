"""What a client tells an RFB server (RFC 6143, 7.5), as bytes."""

import struct
from collections.abc import Sequence

BYTES_PER_PIXEL = 4


def set_pixel_format() -> bytes:
    """7.5.1: 32 bits a pixel, true colour, bytes in the order blue, green, red, unused.

    Qt's server sends this order whatever it is asked for; others obey.
    """
    return struct.pack(">B3xBBBBHHHBBB3x", 0, 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)


def set_encodings(codes: Sequence[int]) -> bytes:
    """7.5.2: the encodings understood, best first."""
    return struct.pack(f">BxH{len(codes)}i", 2, len(codes), *codes)


def request_update(width: int, height: int, *, incremental: bool) -> bytes:
    """7.5.3: ask for the whole screen, or for what changed in it."""
    return struct.pack(">BBHHHH", 3, int(incremental), 0, 0, width, height)


def key(keysym: int, *, down: bool) -> bytes:
    """7.5.4: a key by its X keysym."""
    return struct.pack(">BBxxI", 4, int(down), keysym)


def pointer(x: int, y: int, buttons: int) -> bytes:
    """7.5.5: the pointer; button bits: left, middle, right, wheel up, down, left, right."""
    return struct.pack(">BBHH", 5, buttons, x, y)
