"""Codec 2: up to 256 colours and one index a pixel, for text, lines and flat areas.

Payload: a raw deflate stream (RFC 1951) of: number of colours minus one (1 byte); the colours
(red, green, blue each); then the indices row by row, each row starting on a byte, the first pixel
in the highest bits: 0 bits a pixel for one colour, 1 for two, 2 for up to four, 4 for up to 16,
else 8.
"""

import numpy as np
from numpy.typing import NDArray

from telescan.console.codecs.base import CodecError
from telescan.console.codecs.deflate import deflate, inflate
from telescan.console.framebuffer import Pixels, from_rgb, to_rgb

MOST_COLOURS = 256


def index_bits(colours: int) -> int:
    """Return how many bits an index takes."""
    return next(bits for bits in (0, 1, 2, 4, 8) if colours <= 1 << bits)


def palette_of(pixels: Pixels) -> Pixels | None:
    """Return the distinct pixels, sorted, shape (colour,), or None where there are too many.

    Runs are folded first, so that flat areas cost nothing to sort.
    """
    flat = pixels.ravel()
    first_of_run = np.empty(flat.size, np.bool_)
    first_of_run[0] = True
    np.not_equal(flat[1:], flat[:-1], out=first_of_run[1:])
    colours = np.unique(flat[first_of_run])
    return colours if colours.size <= MOST_COLOURS else None


def _indices(pixels: Pixels, colours: Pixels) -> NDArray[np.uint8]:
    """Return the index of each pixel; again only one look-up a run."""
    flat = pixels.ravel()
    starts = np.flatnonzero(np.concatenate(([True], flat[1:] != flat[:-1])))
    index = np.searchsorted(colours, flat[starts]).astype(np.uint8)
    lengths = np.diff(np.append(starts, flat.size))
    return np.repeat(index, lengths).reshape(pixels.shape)


def _pack(index: NDArray[np.uint8], bits: int) -> NDArray[np.uint8]:
    """Pack indices (y, x) into bytes (y, bytes of a row)."""
    per_byte = 8 // bits
    padding = -index.shape[1] % per_byte
    padded = np.pad(index, ((0, 0), (0, padding)))
    grouped = padded.reshape(index.shape[0], -1, per_byte)
    shifts = np.arange(per_byte - 1, -1, -1, dtype=np.uint8) * np.uint8(bits)
    packed: NDArray[np.uint8] = np.bitwise_or.reduce(grouped << shifts, axis=2)
    return packed


def _unpack(packed: NDArray[np.uint8], bits: int, width: int) -> NDArray[np.uint8]:
    """Turn packed rows (y, bytes of a row) into indices (y, width)."""
    per_byte = 8 // bits
    shifts = np.arange(per_byte - 1, -1, -1, dtype=np.uint8) * np.uint8(bits)
    mask = np.uint8((1 << bits) - 1)
    index = (packed[..., None] >> shifts) & mask
    return index.reshape(packed.shape[0], -1)[:, :width]


class Palette:
    """Indexed colours, deflated."""

    code = 2
    exact = True

    def encode(self, pixels: Pixels) -> bytes | None:
        """Return the payload, None where there are more than 256 colours."""
        colours = palette_of(pixels)
        if colours is None:
            return None
        head = bytes([colours.size - 1]) + to_rgb(colours[None, :]).tobytes()
        bits = index_bits(colours.size)
        body = b"" if bits == 0 else _pack(_indices(pixels, colours), bits).tobytes()
        return deflate(head + body)

    def decode(self, payload: bytes, width: int, height: int) -> Pixels:
        """Return the pixels, shape (height, width)."""
        plain = np.frombuffer(inflate(payload, 1 + 3 * 256 + width * height), np.uint8)
        if plain.size == 0:
            raise CodecError("palette payload is empty; ask for a refresh")
        colours = int(plain[0]) + 1
        bits = index_bits(colours)
        row_bytes = -(-width * bits // 8)
        if plain.size != 1 + 3 * colours + row_bytes * height:
            raise CodecError(
                f"palette payload: {1 + 3 * colours + row_bytes * height} bytes were expected for "
                f"{width}×{height} pixels in {colours} colours, {plain.size} came; "
                "ask for a refresh"
            )
        palette = from_rgb(plain[1 : 1 + 3 * colours].reshape(1, colours, 3))[0]
        if bits == 0:
            return np.full((height, width), palette[0], np.uint32)
        index = _unpack(plain[1 + 3 * colours :].reshape(height, row_bytes), bits, width)
        if int(index.max(initial=0)) >= colours:
            raise CodecError("palette payload names a colour that it lacks; ask for a refresh")
        return np.asarray(palette[index], np.uint32)
