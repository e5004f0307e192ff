"""ZRLE (RFC 6143, 7.7.6): 64×64 tiles of runs and palettes in one zlib stream per connection.

A compressed pixel has three bytes here (7.7.5), as our pixel format fits into the lower three.
"""

import struct

import numpy as np
from numpy.typing import NDArray

from telescan.console.framebuffer import Pixels, from_rgb
from telescan.console.geometry import Rect
from telescan.console.rfb.encodings.base import Parser
from telescan.console.rfb.encodings.inflate import Inflater
from telescan.console.rfb.encodings.numbers import Encoding
from telescan.console.rfb.errors import RfbError
from telescan.console.rfb.events import Painted
from telescan.console.rfb.limits import MAX_COMPRESSED_SLACK

TILE = 64
_RAW, _SOLID, _PLAIN_RUNS = 0, 1, 128
_MOST_PACKED = 16
_LEAST_PALETTE_RUNS = 130
_COLOUR_BYTES = 3


class _Plain:
    """Reads the inflated bytes of one rectangle."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, count: int) -> NDArray[np.uint8]:
        """Return the next bytes."""
        if self.at + count > len(self.data):
            raise RfbError("ZRLE: a rectangle ends too early; check the RFB server")
        taken = np.frombuffer(self.data, np.uint8, count, self.at)
        self.at += count
        return taken

    def byte(self) -> int:
        """Return the next byte."""
        return int(self.take(1)[0])


def _colours(plain: _Plain, count: int) -> Pixels:
    blue_green_red = plain.take(_COLOUR_BYTES * count).reshape(1, count, _COLOUR_BYTES)
    pixels: Pixels = from_rgb(blue_green_red[..., ::-1])[0]
    return pixels


def _packed(plain: _Plain, palette: Pixels, width: int, height: int) -> Pixels:
    bits = 1 if palette.size == 2 else 2 if palette.size <= 4 else 4
    per_byte = 8 // bits
    rows = plain.take(-(-width // per_byte) * height).reshape(height, -1)
    shifts = np.arange(per_byte - 1, -1, -1, dtype=np.uint8) * np.uint8(bits)
    index = ((rows[..., None] >> shifts) & np.uint8((1 << bits) - 1)).reshape(height, -1)[:, :width]
    if int(index.max()) >= palette.size:
        raise RfbError("ZRLE: a tile names a colour that it lacks; check the RFB server")
    return np.asarray(palette[index], np.uint32)


def _runs(plain: _Plain, area: int, colour_bytes: int) -> tuple[NDArray[np.int64], list[int]]:
    """Read runs up to ``area`` pixels: where each names its colour, and its length.

    With one byte a colour, a run is longer than one pixel only where the byte's top bit is set. A
    length is the sum of bytes up to the first that is not 255, plus one. Plain integers and lists:
    a tile may hold thousands of runs, and nothing else runs meanwhile.
    """
    data, at, painted = plain.data, plain.at, 0
    places: list[int] = []
    lengths: list[int] = []
    try:
        while painted < area:
            places.append(at)
            length = 1
            if colour_bytes > 1 or data[at] & 128:
                at += colour_bytes
                while data[at] == 255:
                    length += 255
                    at += 1
                length += data[at]
            lengths.append(length)
            at += 1
            painted += length
    except IndexError:
        raise RfbError("ZRLE: a rectangle ends too early; check the RFB server") from None
    if painted > area:
        raise RfbError("ZRLE: a run leaves its tile; check the RFB server")
    plain.at = at
    return np.array(places), lengths


def _plain_runs(plain: _Plain, area: int) -> Pixels:
    places, lengths = _runs(plain, area, _COLOUR_BYTES)
    data = np.frombuffer(plain.data, np.uint8)
    red_green_blue = data[places[:, None] + np.array([2, 1, 0])]
    return np.repeat(from_rgb(red_green_blue[None])[0], lengths)


def _palette_runs(plain: _Plain, palette: Pixels, area: int) -> Pixels:
    places, lengths = _runs(plain, area, 1)
    index = np.frombuffer(plain.data, np.uint8)[places] & 127
    if int(index.max()) >= palette.size:
        raise RfbError("ZRLE: a run names a colour that it lacks; check the RFB server")
    return np.repeat(palette[index], lengths)


def _tile(plain: _Plain, width: int, height: int) -> Pixels:
    kind = plain.byte()
    area = width * height
    if kind == _RAW:
        return _colours(plain, area).reshape(height, width)
    if kind == _SOLID:
        return np.full((height, width), _colours(plain, 1)[0], np.uint32)
    if kind <= _MOST_PACKED:
        return _packed(plain, _colours(plain, kind), width, height)
    if kind == _PLAIN_RUNS:
        return _plain_runs(plain, area).reshape(height, width)
    if kind >= _LEAST_PALETTE_RUNS:
        palette = _colours(plain, kind - 128)
        return _palette_runs(plain, palette, area).reshape(height, width)
    raise RfbError(f"ZRLE: tile kind {kind} does not exist; check the RFB server")


class Zrle:
    """Zlib run-length encoding; the zlib stream lasts as long as the connection."""

    code = Encoding.ZRLE
    on_screen = True

    def __init__(self) -> None:
        self._stream = Inflater("ZRLE")

    def decode(self, rect: Rect) -> Parser[None]:
        """Take the length, then the compressed tiles, and give a row of tiles at a time."""
        (length,) = struct.unpack(">I", (yield 4))
        # The longest tile: a byte, then runs of one pixel with four bytes each.
        most_bytes = rect.area * 4 + MAX_COMPRESSED_SLACK
        self._stream.check_length(length, most_bytes)
        plain = _Plain(self._stream.inflate((yield length), most_bytes))
        for y in range(0, rect.height, TILE):
            height = min(TILE, rect.height - y)
            pixels = np.empty((height, rect.width), np.uint32)
            for x in range(0, rect.width, TILE):
                width = min(TILE, rect.width - x)
                pixels[:, x : x + width] = _tile(plain, width, height)
            yield Painted(Rect(rect.x, rect.y + y, rect.width, height), pixels)
        if plain.at < len(plain.data):
            raise RfbError("ZRLE: bytes left over after a rectangle; check the RFB server")
