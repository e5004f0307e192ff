"""Codec 2: text, lines and flat areas: their distinct columns in indexed colours, deflated.

Payload: a raw deflate stream (RFC 1951) of, numbers big-endian:

1. number of colours minus one (2 bytes); all greens, then all reds minus their greens, then all
   blues minus their greens (a byte each, modulo 256), each as the difference to the one before;
2. a bit a row, the first in the highest bit: this row repeats the row above;
3. for each height of bands (see ``columns``), in order of appearance, the number of its distinct
   columns minus one (2 bytes);
4. for each such height the distinct columns side by side, as indices row by row, each row starting
   on a byte, the first pixel in the highest bits: 0 bits a pixel for one colour, 1 for two, 2 for
   up to four, 4 for up to 16, 8 for up to 256; for more, all low bytes and then all high bytes;
5. the numbers of the columns of all bands as runs (see ``columns.to_runs``): the first number
   (1 byte where no height has more than 256 columns, else 2) and the byte.

Measured on 18 new lines of a log in Qt, anti-aliased at quarter pixels: 6.6 kB, of which 5 kB are
the shades of the glyphs. Indices row by row, deflated, take 22.6 kB, Tight 8.8 to 12.5 kB.
"""

import numpy as np
from numpy.typing import NDArray

from telescan.console.codecs.base import CodecError
from telescan.console.codecs.columns import (
    Columns,
    band_heights,
    from_runs,
    put_together,
    take_apart,
    to_runs,
)
from telescan.console.codecs.deflate import deflate, inflate
from telescan.console.framebuffer import Pixels, from_rgb, to_rgb

MOST_COLOURS = 1024
"""More colours are an image's."""

_FEW = 256
"""So many colours have an index of a byte."""

_EFFORT = 7
"""zlib's level: 8 and 9 take three to five times as long and save a hundredth."""


def index_bits(colours: int) -> int:
    """Return how many bits an index takes."""
    return next(bits for bits in (0, 1, 2, 4, 8, 16) if colours <= 1 << bits)


class Text:
    """Indexed columns, deflated."""

    code = 2
    exact = True

    def encode(self, pixels: Pixels) -> bytes | None:
        """Return the payload, None where there are too many colours."""
        columns = take_apart(pixels)
        if columns is None:
            return None
        blocks = list(columns.distinct.values())
        colours, index = _indexed(np.concatenate([block.ravel() for block in blocks]))
        if colours.size > MOST_COLOURS:
            return None
        bits = index_bits(colours.size)
        ends = np.cumsum([block.size for block in blocks])[:-1]
        counts = [block.shape[1] for block in blocks]
        parts = [
            (colours.size - 1).to_bytes(2),
            _write_colours(colours),
            np.packbits(columns.repeats).tobytes(),
            (np.array(counts) - 1).astype(">u2").tobytes(),
            *(
                _write_block(part.reshape(block.shape), bits)
                for part, block in zip(np.split(index, ends), blocks, strict=True)
            ),
            _write_runs(to_runs(columns.numbers), wide=max(counts) > _FEW),
        ]
        return deflate(b"".join(parts), _EFFORT)

    def decode(self, payload: bytes, width: int, height: int) -> Pixels:
        """Return the pixels, shape (height, width)."""
        most = 3 * (1 << 16) + 8 * width * height + 4 * height
        reader = _Reader(np.frombuffer(inflate(payload, most), np.uint8))
        try:
            pixels = put_together(_read(reader, width, height))
        except (ValueError, IndexError) as error:
            raise CodecError(f"text payload is broken ({error}); ask for a refresh") from error
        if pixels.shape != (height, width):
            raise CodecError(
                f"text payload is not of {width}×{height} pixels but of "
                f"{pixels.shape[1]}×{pixels.shape[0]}; ask for a refresh"
            )
        return pixels


class _Reader:
    """Takes parts off the front of what was inflated."""

    def __init__(self, plain: NDArray[np.uint8]) -> None:
        self._plain = plain

    def take(self, count: int) -> NDArray[np.uint8]:
        """Return the next bytes. Raises ValueError where there are fewer."""
        if count > self._plain.size:
            raise ValueError(f"{count - self._plain.size} bytes are missing")
        taken, self._plain = self._plain[:count], self._plain[count:]
        return taken

    def rest(self) -> NDArray[np.uint8]:
        """Return all that is left."""
        return self.take(self._plain.size)


def _read(reader: _Reader, width: int, height: int) -> Columns:
    colours = _read_colours(reader)
    repeats = np.unpackbits(reader.take(-(-height // 8)))[:height].astype(np.bool_)
    if repeats[0]:
        raise ValueError("there is no row above the first")
    bands = band_heights(repeats)
    heights = list(dict.fromkeys(bands))
    counts = reader.take(2 * len(heights)).view(">u2").astype(int) + 1
    bits = index_bits(colours.size)
    distinct = {
        of: colours[_read_block(reader, of, int(count), bits)]
        for of, count in zip(heights, counts, strict=True)
    }
    runs = _read_runs(reader.rest(), wide=int(counts.max()) > _FEW)
    return Columns(repeats, distinct, from_runs(runs, width, len(bands)))


def _indexed(flat: Pixels) -> tuple[Pixels, NDArray[np.int64]]:
    """Return colours, shape (colour,), and the index of each pixel, shape (pixel,).

    By brightness, so that neighbours differ by little; the most frequent have a high byte of 0.
    """
    colours = np.unique(flat)
    index = np.searchsorted(colours, flat)
    counts = np.bincount(index)
    red, green, blue = to_rgb(colours[None])[0].T
    rare = np.zeros(colours.size, np.bool_)
    rare[np.argsort(-counts, kind="stable")[_FEW:]] = True
    order = np.lexsort((blue, red, green, rare))
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    return colours[order], rank[index]


def _write_colours(colours: Pixels) -> bytes:
    red, green, blue = to_rgb(colours[None])[0].T
    rows = np.stack([green, red - green, blue - green])
    return np.diff(rows, axis=1, prepend=np.uint8(0)).astype(np.uint8).tobytes()


def _read_colours(reader: _Reader) -> Pixels:
    count = int(reader.take(2).view(">u2")[0]) + 1
    green, red, blue = reader.take(3 * count).reshape(3, count).cumsum(axis=1, dtype=np.uint8)
    colours: Pixels = from_rgb(np.stack([red + green, green, blue + green], axis=1)[None])[0]
    return colours


def _write_block(index: NDArray[np.int64], bits: int) -> bytes:
    """Write indices (y, x)."""
    if bits == 0:
        return b""
    if bits > 8:
        return (index & 0xFF).astype(np.uint8).tobytes() + (index >> 8).astype(np.uint8).tobytes()
    per_byte = 8 // bits
    padded = np.pad(index.astype(np.uint8), ((0, 0), (0, -index.shape[1] % per_byte)))
    grouped = padded.reshape(index.shape[0], -1, per_byte)
    packed: NDArray[np.uint8] = np.bitwise_or.reduce(grouped << _shifts(bits), axis=2)
    return packed.tobytes()


def _read_block(reader: _Reader, height: int, width: int, bits: int) -> NDArray[np.uint16]:
    """Read indices, shape (height, width)."""
    if bits == 0:
        return np.zeros((height, width), np.uint16)
    if bits > 8:
        low, high = reader.take(2 * height * width).reshape(2, height, width).astype(np.uint16)
        return low | high << np.uint16(8)
    row_bytes = -(-width * bits // 8)
    packed = reader.take(row_bytes * height).reshape(height, row_bytes, 1)
    index = packed >> _shifts(bits) & np.uint8((1 << bits) - 1)
    return index.reshape(height, -1)[:, :width].astype(np.uint16)


def _shifts(bits: int) -> NDArray[np.uint8]:
    """How far to the left each index stands in its byte."""
    return np.arange(8 - bits, -1, -bits, dtype=np.uint8)


def _write_runs(runs: NDArray[np.uint32], *, wide: bool) -> bytes:
    first, byte = runs.T
    columns = [first >> 8, first & 0xFF, byte] if wide else [first, byte]
    return np.stack(columns, axis=1).astype(np.uint8).tobytes()


def _read_runs(plain: NDArray[np.uint8], *, wide: bool) -> NDArray[np.uint32]:
    table = plain.reshape(-1, 3 if wide else 2).astype(np.uint32)
    if wide:
        return np.stack([table[:, 0] << np.uint32(8) | table[:, 1], table[:, 2]], axis=1)
    return table
