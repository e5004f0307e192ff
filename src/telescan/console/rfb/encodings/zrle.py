"""ZRLE (RFC 6143, 7.7.6): 64×64 tiles of runs and palettes in one zlib stream per connection.

A compressed pixel has three bytes here (7.7.5), as our pixel format fits into the lower three.
"""

import struct
import zlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from telescan.console.framebuffer import Pixels, from_rgb
from telescan.console.geometry import Rect
from telescan.console.rfb.encodings.base import Parser
from telescan.console.rfb.errors import RfbError
from telescan.console.rfb.events import Painted
from telescan.console.rfb.limits import MAX_COMPRESSED_SLACK

TILE = 64
_RAW, _SOLID, _PLAIN_RUNS = 0, 1, 128
_MOST_PACKED = 16
_LEAST_PALETTE_RUNS = 130


class _Plain:
    """Reads the inflated bytes of one rectangle."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> NDArray[np.uint8]:
        """Return the next bytes."""
        if self._at + count > len(self._data):
            raise RfbError("ZRLE: a rectangle ends too early; check the RFB server")
        taken = np.frombuffer(self._data, np.uint8, count, self._at)
        self._at += count
        return taken

    def byte(self) -> int:
        """Return the next byte."""
        return int(self.take(1)[0])

    def run_length(self) -> int:
        """Return a run's length: bytes of 255 and one below, plus one."""
        length = 1
        while (more := self.byte()) == 255:
            length += 255
        return length + more

    @property
    def left(self) -> int:
        """How many bytes remain."""
        return len(self._data) - self._at


def _colours(plain: _Plain, count: int) -> Pixels:
    blue_green_red = plain.take(3 * count).reshape(1, count, 3)
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


def _runs(area: int, next_run: Callable[[], tuple[np.uint32, int]]) -> Pixels:
    pixels = np.empty(area, np.uint32)
    at = 0
    while at < area:
        colour, length = next_run()
        if at + length > area:
            raise RfbError("ZRLE: a run leaves its tile; check the RFB server")
        pixels[at : at + length] = colour
        at += length
    return pixels


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

        def plain_run() -> tuple[np.uint32, int]:
            return _colours(plain, 1)[0], plain.run_length()

        return _runs(area, plain_run).reshape(height, width)
    if kind >= _LEAST_PALETTE_RUNS:
        palette = _colours(plain, kind - 128)

        def palette_run() -> tuple[np.uint32, int]:
            index = plain.byte()
            if index & 127 >= palette.size:
                raise RfbError("ZRLE: a run names a colour that it lacks; check the RFB server")
            return palette[index & 127], plain.run_length() if index & 128 else 1

        return _runs(area, palette_run).reshape(height, width)
    raise RfbError(f"ZRLE: tile kind {kind} does not exist; check the RFB server")


class Zrle:
    """Zlib run-length encoding; the zlib stream lasts as long as the connection."""

    code = 16
    on_screen = True

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj()

    def decode(self, rect: Rect) -> Parser[Painted]:
        """Take the length, then the compressed tiles."""
        (length,) = struct.unpack(">I", (yield 4))
        if length > rect.area * 4 + MAX_COMPRESSED_SLACK:
            raise RfbError(f"ZRLE: {length} bytes for {rect}; check the RFB server")
        plain = _Plain(self._inflate((yield length), rect))
        pixels = np.empty((rect.height, rect.width), np.uint32)
        for y in range(0, rect.height, TILE):
            for x in range(0, rect.width, TILE):
                width, height = min(TILE, rect.width - x), min(TILE, rect.height - y)
                pixels[y : y + height, x : x + width] = _tile(plain, width, height)
        if plain.left:
            raise RfbError("ZRLE: bytes left over after a rectangle; check the RFB server")
        return Painted(rect, pixels)

    def _inflate(self, compressed: bytes, rect: Rect) -> bytes:
        most = rect.area * 4 + MAX_COMPRESSED_SLACK
        try:
            plain = self._zlib.decompress(compressed, most + 1)
        except zlib.error as error:
            raise RfbError(f"ZRLE: broken zlib stream ({error}); reconnect") from error
        if len(plain) > most:
            raise RfbError(f"ZRLE: more than {most} bytes for {rect}; check the RFB server")
        return plain
