"""Tight: fills, JPEG, and filtered pixels in four zlib streams.

Described in the community's rfbproto document, "Tight Encoding". The PNG variant is an encoding of
its own, which is not asked for.
"""

import numpy as np

from telescan.console.framebuffer import Pixels, from_rgb
from telescan.console.geometry import Rect
from telescan.console.rfb.encodings.base import Parser
from telescan.console.rfb.encodings.inflate import Inflater
from telescan.console.rfb.encodings.jpeg import decode_jpeg
from telescan.console.rfb.encodings.numbers import Encoding
from telescan.console.rfb.encodings.tight_filters import (
    COLOUR_BYTES,
    Copy,
    Filter,
    Gradient,
    Palette,
)
from telescan.console.rfb.errors import RfbError
from telescan.console.rfb.events import Painted

_STREAMS = 4
_FILL, _JPEG, _BASIC_KINDS = 8, 9, 8
_FILTER_FOLLOWS = 4
_COPY, _PALETTE, _GRADIENT = 0, 1, 2
_LEAST_COMPRESSED_BYTES = 12


class Tight:
    """The zlib streams last as long as the connection, or until the server resets them."""

    code = Encoding.TIGHT
    on_screen = True

    def __init__(self) -> None:
        self._streams = [Inflater("Tight") for _ in range(_STREAMS)]

    def decode(self, rect: Rect) -> Parser[Painted]:
        """Take the control byte (low half: streams to reset, high half: kind), then the body."""
        control = (yield 1)[0]
        for number, stream in enumerate(self._streams):
            if control >> number & 1:
                stream.reset()
        kind = control >> 4
        if kind == _FILL:
            (colour,) = _palette((yield COLOUR_BYTES))
            pixels: Pixels = np.full((rect.height, rect.width), colour, np.uint32)
        elif kind == _JPEG:
            length = yield from _compact_length()
            self._streams[0].check_length(length, rect.area * COLOUR_BYTES)
            pixels = decode_jpeg((yield length), rect.width, rect.height)
        elif kind < _BASIC_KINDS:
            pixels = yield from self._basic(rect, kind)
        else:
            raise RfbError(f"Tight: compression {kind} does not exist; check the RFB server")
        return Painted(rect, pixels)

    def _basic(self, rect: Rect, kind: int) -> Parser[Pixels]:
        chosen = (yield from _filter()) if kind & _FILTER_FOLLOWS else Copy()
        if rect.area == 0:
            return np.empty((rect.height, rect.width), np.uint32)
        plain_bytes = chosen.plain_bytes(rect.width, rect.height)
        if plain_bytes < _LEAST_COMPRESSED_BYTES:
            plain = yield plain_bytes
        else:
            stream = self._streams[kind & (_STREAMS - 1)]
            length = yield from _compact_length()
            stream.check_length(length, plain_bytes)
            plain = stream.inflate((yield length), plain_bytes)
            if len(plain) < plain_bytes:
                raise RfbError("Tight: a rectangle ends too early; check the RFB server")
        return chosen.pixels(plain, rect.width, rect.height)


def _filter() -> Parser[Filter]:
    kind = (yield 1)[0]
    if kind == _COPY:
        return Copy()
    if kind == _PALETTE:
        count = (yield 1)[0] + 1
        return Palette(_palette((yield count * COLOUR_BYTES)))
    if kind == _GRADIENT:
        return Gradient()
    raise RfbError(f"Tight: filter {kind} does not exist; check the RFB server")


def _palette(colours: bytes) -> Pixels:
    pixels: Pixels = from_rgb(np.frombuffer(colours, np.uint8).reshape(1, -1, COLOUR_BYTES))[0]
    return pixels


def _compact_length() -> Parser[int]:
    """Seven bits, seven more, eight more; the top bit of the first two says that more follow."""
    first = (yield 1)[0]
    if first < 128:
        return first
    second = (yield 1)[0]
    if second < 128:
        return first & 127 | second << 7
    return first & 127 | (second & 127) << 7 | (yield 1)[0] << 14
