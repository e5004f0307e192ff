import struct
import zlib

import numpy as np
import pytest

from telescan.console.framebuffer import from_rgb
from telescan.console.geometry import Rect
from telescan.console.rfb.encodings.zrle import Zrle

# As on the wire: blue, green, red.
RED, BLUE, GREY = bytes([0, 0, 255]), bytes([255, 0, 0]), bytes([9, 9, 9])


def decoded(decoder: Zrle, plain: bytes, rect: Rect, zlib_stream) -> np.ndarray:
    packed = zlib_stream.compress(plain) + zlib_stream.flush(zlib.Z_SYNC_FLUSH)
    parser = decoder.decode(rect)
    assert next(parser) == 4
    assert parser.send(struct.pack(">I", len(packed))) == len(packed)
    bands = [parser.send(packed)]
    bands += list(parser)
    return np.vstack([band.pixels for band in bands])


def picture(*rows: str) -> np.ndarray:
    colour = {"r": RED, "b": BLUE, "g": GREY}
    rgb = [[list(colour[letter][::-1]) for letter in row] for row in rows]
    return from_rgb(np.array(rgb, np.uint8))


@pytest.mark.parametrize(
    ("plain", "rows"),
    [
        (b"\x00" + RED + BLUE + GREY + RED, ("rb", "gr")),
        (b"\x01" + GREY, ("gg", "gg")),
        (b"\x02" + RED + BLUE + b"\x40\x80", ("rb", "br")),
        (b"\x03" + RED + BLUE + GREY + b"\x18\x90", ("rbg", "gbr")),
        (b"\x80" + RED + b"\x02" + BLUE + b"\x00", ("rr", "rb")),
        (b"\x82" + RED + BLUE + b"\x81\x01" + b"\x00\x01", ("bb", "rb")),
    ],
    ids=["raw", "solid", "two colours packed", "three colours packed", "runs", "palette runs"],
)
def test_each_kind_of_tile_gives_its_pixels(plain, rows):
    rect = Rect(0, 0, len(rows[0]), len(rows))
    pixels = decoded(Zrle(), plain, rect, zlib.compressobj())
    assert np.array_equal(pixels | np.uint32(0xFF000000), picture(*rows))


def test_a_run_may_be_longer_than_a_byte_counts():
    pixels = decoded(Zrle(), b"\x80" + RED + b"\xff\xff\x01", Rect(0, 0, 64, 8), zlib.compressobj())
    assert np.unique(pixels).size == 1
    assert pixels.shape == (8, 64)


def test_tiles_follow_each_other_and_the_stream_goes_on_over_rectangles():
    decoder, stream = Zrle(), zlib.compressobj()
    first = decoded(decoder, b"\x01" + RED + b"\x01" + BLUE, Rect(0, 0, 65, 1), stream)
    assert (first[0, 63], first[0, 64]) == tuple(picture("rb")[0])
    second = decoded(decoder, b"\x01" + GREY, Rect(0, 0, 2, 1), stream)
    assert np.array_equal(second, picture("gg"))
