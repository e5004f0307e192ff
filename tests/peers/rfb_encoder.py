"""An RFB server's half, written from the specifications: encodes pixels, shares no code with ours.

Pictures are arrays (y, x, 3) of red, green, blue.
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

type Rgb = NDArray[np.uint8]


def server_init(width: int, height: int, name: bytes = b"MR2") -> bytes:
    return struct.pack(">HH16sI", width, height, bytes(16), len(name)) + name


def update(*rects: bytes, count: int | None = None) -> bytes:
    return struct.pack(">BxH", 0, len(rects) if count is None else count) + b"".join(rects)


def head(x: int, y: int, width: int, height: int, code: int) -> bytes:
    return struct.pack(">HHHHi", x, y, width, height, code)


def raw(x: int, y: int, rgb: Rgb) -> bytes:
    height, width, _ = rgb.shape
    rows = bytearray()
    for red, green, blue in rgb.reshape(-1, 3).tolist():
        rows += bytes([blue, green, red, 77])
    return head(x, y, width, height, 0) + bytes(rows)


def fence(flags: int, payload: bytes) -> bytes:
    return struct.pack(">B3xIB", 248, flags, len(payload)) + payload


def compact(length: int) -> bytes:
    out = [length & 127]
    if length > 127:
        out[0] |= 128
        out.append(length >> 7 & 127)
    if length > 16383:
        out[1] |= 128
        out.append(length >> 14)
    return bytes(out)


def _colours(rgb: Rgb) -> list[tuple[int, int, int]]:
    return list(dict.fromkeys((r, g, b) for r, g, b in rgb.reshape(-1, 3).tolist()))


def _runs(rgb: Rgb) -> list[tuple[tuple[int, int, int], int]]:
    runs: list[tuple[tuple[int, int, int], int]] = []
    for r, g, b in rgb.reshape(-1, 3).tolist():
        if runs and runs[-1][0] == (r, g, b):
            runs[-1] = ((r, g, b), runs[-1][1] + 1)
        else:
            runs.append(((r, g, b), 1))
    return runs


def _packed(index: NDArray[np.int64], bits: int) -> bytes:
    """Rows of indices, most significant bits first, padded to bytes."""
    out = bytearray()
    for row in index.tolist():
        text = "".join(f"{value:0{bits}b}" for value in row)
        text = text.ljust(-(-len(text) // 8) * 8, "0")
        out += int(text, 2).to_bytes(len(text) // 8, "big")
    return bytes(out)


def _index(rgb: Rgb, palette: list[tuple[int, int, int]]) -> NDArray[np.int64]:
    found = [palette.index((r, g, b)) for r, g, b in rgb.reshape(-1, 3).tolist()]
    return np.array(found).reshape(rgb.shape[:2])


# --- ZRLE ---


def _cpixel(colour: tuple[int, int, int]) -> bytes:
    return bytes(colour[::-1])


def _length(run: int) -> bytes:
    return b"\xff" * ((run - 1) // 255) + bytes([(run - 1) % 255])


def zrle_tile(rgb: Rgb, kind: str) -> bytes:
    """Encode a tile as wished, or as plain pixels where that cannot be."""
    palette = _colours(rgb)
    colours = b"".join(map(_cpixel, palette))
    if kind == "solid" and len(palette) == 1:
        return b"\x01" + colours
    if kind == "packed" and 2 <= len(palette) <= 16:
        bits = 1 if len(palette) == 2 else 2 if len(palette) <= 4 else 4
        return bytes([len(palette)]) + colours + _packed(_index(rgb, palette), bits)
    if kind == "runs":
        return b"\x80" + b"".join(_cpixel(c) + _length(n) for c, n in _runs(rgb))
    if kind == "palette runs" and 2 <= len(palette) <= 127:
        out = bytes([128 + len(palette)]) + colours
        for colour, run in _runs(rgb):
            at = palette.index(colour)
            out += bytes([at]) if run == 1 else bytes([at | 128]) + _length(run)
        return out
    return b"\x00" + b"".join(_cpixel((r, g, b)) for r, g, b in rgb.reshape(-1, 3).tolist())


ZRLE_KINDS = ("raw", "solid", "packed", "runs", "palette runs")


@dataclass
class ZrleEncoder:
    """One connection's ZRLE stream."""

    stream: "zlib._Compress" = field(default_factory=zlib.compressobj)

    def rect(self, x: int, y: int, rgb: Rgb, kind: Callable[[], str]) -> bytes:
        height, width, _ = rgb.shape
        plain = b"".join(
            zrle_tile(rgb[top : top + 64, left : left + 64], kind())
            for top in range(0, height, 64)
            for left in range(0, width, 64)
        )
        packed = self.stream.compress(plain) + self.stream.flush(zlib.Z_SYNC_FLUSH)
        return head(x, y, width, height, 16) + struct.pack(">I", len(packed)) + packed


# --- Tight ---

TIGHT_KINDS = ("fill", "copy", "explicit copy", "palette", "gradient")


def _gradient(rgb: Rgb) -> bytes:
    rows, columns, _ = rgb.shape
    values = rgb.tolist()
    out = bytearray()
    for y in range(rows):
        for x in range(columns):
            for c in range(3):
                left = values[y][x - 1][c] if x else 0
                above = values[y - 1][x][c] if y else 0
                corner = values[y - 1][x - 1][c] if x and y else 0
                foretold = min(max(left + above - corner, 0), 255)
                out.append((values[y][x][c] - foretold) % 256)
    return bytes(out)


@dataclass
class TightEncoder:
    """One connection's four Tight streams."""

    streams: list["zlib._Compress | None"] = field(default_factory=lambda: [None] * 4)

    def rect(self, x: int, y: int, rgb: Rgb, kind: str, stream: int, *, reset: bool) -> bytes:
        """Encode as wished, or as plain pixels where that cannot be."""
        height, width, _ = rgb.shape
        resets = 0
        if reset:
            self.streams[stream] = None
            resets = 1 << stream
        palette = _colours(rgb)
        start = head(x, y, width, height, 7)
        if kind == "fill" and len(palette) == 1:
            return start + bytes([0x80 | resets, *palette[0]])
        control = stream << 4 | resets
        if kind == "palette" and 2 <= len(palette) <= 256:
            index = _index(rgb, palette)
            plain = _packed(index, 1 if len(palette) == 2 else 8)
            colours = b"".join(map(bytes, palette))
            begin = bytes([control | 0x40, 1, len(palette) - 1]) + colours
        elif kind == "gradient":
            plain, begin = _gradient(rgb), bytes([control | 0x40, 2])
        else:
            plain = rgb.tobytes()
            begin = bytes([control | 0x40, 0]) if kind == "explicit copy" else bytes([control])
        if len(plain) < 12:
            return start + begin + plain
        compressor = self.streams[stream] or zlib.compressobj()
        self.streams[stream] = compressor
        packed = compressor.compress(plain) + compressor.flush(zlib.Z_SYNC_FLUSH)
        return start + begin + compact(len(packed)) + packed


def tight_jpeg(x: int, y: int, width: int, height: int, jpeg: bytes) -> bytes:
    return head(x, y, width, height, 7) + b"\x9f" + compact(len(jpeg)) + jpeg
