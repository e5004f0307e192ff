"""Numbers of the encodings and pseudo-encodings spoken here.

RFC 6143, 7.7 and 7.8; Tight, LastRect, ExtendedDesktopSize, Fence and ContinuousUpdates are
described in the community's rfbproto document.
"""

from enum import IntEnum


class Encoding(IntEnum):
    """How a server may send pixels."""

    RAW = 0
    COPY_RECT = 1
    TIGHT = 7
    ZRLE = 16


class Pseudo(IntEnum):
    """What else an update's rectangles may say, or what we understand beside."""

    DESKTOP_SIZE = -223
    LAST_RECT = -224
    CURSOR = -239
    EXTENDED_DESKTOP_SIZE = -308
    FENCE = -312
    CONTINUOUS_UPDATES = -313


NEAR = (Encoding.COPY_RECT, Encoding.RAW)
"""For a server in the same network or machine: least work. A server that is offered to compress may
do so whatever the order, as TigerVNC does: then it was ten times slower on the same machine."""

FAR = (Encoding.COPY_RECT, Encoding.TIGHT, Encoding.ZRLE, Encoding.RAW)
"""Order of preference for a server behind 100 Mbit/s or less: fewest bytes."""

_LOWEST_JPEG_QUALITY = -32


def jpeg_quality_code(quality: int) -> int:
    """Return the pseudo-encoding that allows JPEG in Tight; quality from 0 to 9, the best."""
    return _LOWEST_JPEG_QUALITY + min(max(quality, 0), 9)
