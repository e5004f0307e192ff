"""Encodings of RFB: one file each, one interface, found by their number.

Add one: write its file and put it in ``_ENCODINGS``. Decoders hold state (zlib streams) for the
length of a connection, so each connection makes its own by ``new_decoders``.
"""

from collections.abc import Callable

from telescan.console.rfb.encodings.base import Decoder
from telescan.console.rfb.encodings.copy_rect import CopyRect
from telescan.console.rfb.encodings.cursor import Cursor
from telescan.console.rfb.encodings.desktop_size import DesktopSize
from telescan.console.rfb.encodings.raw import Raw
from telescan.console.rfb.encodings.zrle import Zrle

LAST_RECT = -224
"""LastRect: not an encoding but the end of an update whose number of rectangles was not known."""

_ENCODINGS: tuple[Callable[[], Decoder], ...] = (CopyRect, Raw, Zrle, Cursor, DesktopSize)


def new_decoders() -> dict[int, Decoder]:
    """Return fresh decoders by encoding number, in the order of preference for a near server."""
    decoders = [make() for make in _ENCODINGS]
    return {decoder.code: decoder for decoder in decoders}


__all__ = ["LAST_RECT", "Decoder", "new_decoders"]
