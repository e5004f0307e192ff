"""Encodings of RFB: one file each, one interface, found by their number.

Add one: write its file, number it in ``numbers`` and put it in ``_DECODERS``. Decoders hold state
(zlib streams) for the length of a connection, so each connection makes its own by ``new_decoders``.
"""

from collections.abc import Callable

from telescan.console.rfb.encodings.base import Decoder
from telescan.console.rfb.encodings.copy_rect import CopyRect
from telescan.console.rfb.encodings.cursor import Cursor
from telescan.console.rfb.encodings.desktop_size import DesktopSize
from telescan.console.rfb.encodings.extended_desktop_size import ExtendedDesktopSize
from telescan.console.rfb.encodings.numbers import FAR, NEAR, Encoding, Pseudo, jpeg_quality_code
from telescan.console.rfb.encodings.raw import Raw
from telescan.console.rfb.encodings.tight import Tight
from telescan.console.rfb.encodings.zrle import Zrle

_DECODERS: tuple[Callable[[], Decoder], ...] = (
    CopyRect,
    Raw,
    Zrle,
    Tight,
    Cursor,
    DesktopSize,
    ExtendedDesktopSize,
)


def new_decoders() -> dict[int, Decoder]:
    """Return fresh decoders by encoding number."""
    decoders = [make() for make in _DECODERS]
    return {decoder.code: decoder for decoder in decoders}


__all__ = [
    "FAR",
    "NEAR",
    "Decoder",
    "Encoding",
    "Pseudo",
    "jpeg_quality_code",
    "new_decoders",
]
