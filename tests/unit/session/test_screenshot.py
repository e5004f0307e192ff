import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from telescan.session.screenshot import MAX_EDGE_PX, BadScreenshotError, size_of_png


def png(width: int = 40, height: int = 30, **text: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    for name, value in text.items():
        info.add_text(name, value)
    file = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(
        file, "PNG", pnginfo=info
    )
    return file.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def test_a_png_of_pixels_alone_is_taken_with_its_size():
    assert size_of_png(png(40, 30)) == (40, 30)


@given(st.data())
def test_a_png_with_any_byte_changed_cut_or_added_is_refused(data):
    whole = png()
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    for broken in (changed, whole[:at], whole + b"x"):
        with pytest.raises(BadScreenshotError):
            size_of_png(broken)


def test_text_in_a_png_is_refused():
    with pytest.raises(BadScreenshotError, match="tEXt"):
        size_of_png(png(Comment="Zhang^San"))


def test_pixels_that_do_not_fill_the_picture_are_refused():
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 100, 100, 8, 2, 0, 0, 0))
    few = chunk(b"IDAT", zlib.compress(b"\0" * 10))
    with pytest.raises(BadScreenshotError, match="decoded"):
        size_of_png(b"\x89PNG\r\n\x1a\n" + head + few + chunk(b"IEND", b""))


def test_a_picture_that_claims_to_be_huge_is_refused_before_it_is_decoded():
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2**31 - 1, MAX_EDGE_PX + 1, 8, 2, 0, 0, 0))
    few = chunk(b"IDAT", zlib.compress(b"\0" * 10))
    with pytest.raises(BadScreenshotError, match="a side"):
        size_of_png(b"\x89PNG\r\n\x1a\n" + head + few + chunk(b"IEND", b""))
