"""What an independent encoder wrote is what is decoded, pixel for pixel."""

import io
import zlib
from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.peers import rfb_encoder as server

from telescan.console.framebuffer import Framebuffer, to_rgb
from telescan.console.rfb.errors import RfbError
from telescan.console.rfb.events import Painted
from telescan.console.rfb.protocol import RfbProtocol

WIDTH, HEIGHT = 150, 90
HELLO = b"RFB 003.008\n\x01\x01\0\0\0\0" + server.server_init(WIDTH, HEIGHT)


def connected() -> RfbProtocol:
    protocol = RfbProtocol()
    list(protocol.receive(HELLO))
    return protocol


@st.composite
def pictures(draw: st.DrawFn, most: int = WIDTH) -> np.ndarray:
    """Runs of colours, few or many, of any size that a screen has room for."""
    width = draw(st.integers(1, most))
    height = draw(st.integers(1, min(most, HEIGHT)))
    rng = np.random.default_rng(draw(st.integers(0, 1 << 32)))
    colours = rng.integers(0, 256, (draw(st.sampled_from([1, 2, 3, 5, 16, 17, 127, 256, 900])), 3))
    longest = draw(st.sampled_from([1, 2, 40, 700]))
    lengths = rng.integers(1, longest + 1, width * height)
    index = np.repeat(rng.integers(0, len(colours), width * height), lengths)[: width * height]
    return colours[index].reshape(height, width, 3).astype(np.uint8)


def drawn(protocol: RfbProtocol, rects: list[bytes]) -> np.ndarray:
    screen = Framebuffer(WIDTH, HEIGHT)
    for event in protocol.receive(server.update(*rects)):
        if isinstance(event, Painted):
            screen.paint(event.rect, event.pixels)
    return to_rgb(screen.pixels)


def expected(pieces: list[tuple[int, int, np.ndarray]]) -> np.ndarray:
    rgb = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for x, y, piece in pieces:
        rgb[y : y + piece.shape[0], x : x + piece.shape[1]] = piece
    return rgb


def placed(data: st.DataObject, many: list[np.ndarray]) -> Iterator[tuple[int, int, np.ndarray]]:
    for rgb in many:
        x = data.draw(st.integers(0, WIDTH - rgb.shape[1]))
        y = data.draw(st.integers(0, HEIGHT - rgb.shape[0]))
        yield x, y, rgb


@given(st.data(), st.lists(pictures(), min_size=1, max_size=3))
@settings(max_examples=20, deadline=None)
def test_raw_rectangles_are_drawn_as_they_were(data, many):
    pieces = list(placed(data, many))
    assert np.array_equal(
        drawn(connected(), [server.raw(*piece) for piece in pieces]), expected(pieces)
    )


@given(st.data(), st.lists(pictures(), min_size=1, max_size=3))
@settings(max_examples=30, deadline=None)
def test_zrle_rectangles_are_drawn_as_they_were(data, many):
    encoder = server.ZrleEncoder()
    pieces = list(placed(data, many))
    rects = [
        encoder.rect(x, y, rgb, lambda: data.draw(st.sampled_from(server.ZRLE_KINDS)))
        for x, y, rgb in pieces
    ]
    assert np.array_equal(drawn(connected(), rects), expected(pieces))


@given(st.data(), st.lists(pictures(70), min_size=1, max_size=4))
@settings(max_examples=30, deadline=None)
def test_tight_rectangles_are_drawn_as_they_were(data, many):
    encoder = server.TightEncoder()
    pieces = list(placed(data, many))
    rects = [
        encoder.rect(
            *piece,
            data.draw(st.sampled_from(server.TIGHT_KINDS)),
            data.draw(st.integers(0, 3)),
            reset=data.draw(st.booleans()),
        )
        for piece in pieces
    ]
    assert np.array_equal(drawn(connected(), rects), expected(pieces))


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (7, 1), (3, 3)])
def test_a_gradient_of_any_shape_is_undone(size):
    rgb = np.random.default_rng(3).integers(0, 256, (*size, 3)).astype(np.uint8)
    rect = server.TightEncoder().rect(4, 5, rgb, "gradient", 2, reset=False)
    assert np.array_equal(drawn(connected(), [rect]), expected([(4, 5, rgb)]))


def jpeg(rgb: np.ndarray, **how: object) -> bytes:
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=95, **how)
    return file.getvalue()


SLOPE = np.linspace(0, 255, 40 * 60 * 3).reshape(40, 60, 3).astype(np.uint8)


@pytest.mark.parametrize("how", [{}, {"progressive": True}], ids=["baseline", "progressive"])
def test_a_jpeg_rectangle_is_drawn_nearly_as_it_was(how):
    rect = server.tight_jpeg(10, 20, 60, 40, jpeg(SLOPE, **how))
    difference = drawn(connected(), [rect]).astype(int) - expected([(10, 20, SLOPE)])
    assert np.abs(difference).max() < 12


def scan_bomb() -> bytes:
    whole = jpeg(SLOPE, progressive=True)
    scan = whole.index(b"\xff\xda")
    return whole[:-2] + whole[scan : scan + 14] * 40 + whole[-2:]


@pytest.mark.parametrize(
    "picture",
    [jpeg(SLOPE[:20]), jpeg(SLOPE)[:300], b"GIF89a" + bytes(50), b"", b"\xff\xd8", scan_bomb()],
    ids=["another size", "cut short", "not JPEG", "nothing", "only its first mark", "scan bomb"],
)
def test_a_broken_jpeg_rectangle_is_an_error(picture):
    with pytest.raises(RfbError, match="JPEG"):
        drawn(connected(), [server.tight_jpeg(0, 0, 60, 40, picture)])


@given(st.binary(max_size=60), st.binary(min_size=1, max_size=40))
def test_any_jpeg_damage_gives_pixels_or_an_rfb_error(damage, where):
    picture = bytearray(jpeg(SLOPE))
    for place, value in zip(where * 4, damage, strict=False):
        picture[(place * 7) % len(picture)] = value
    with suppress(RfbError):
        drawn(connected(), [server.tight_jpeg(0, 0, 60, 40, bytes(picture))])


@given(st.binary(min_size=1, max_size=300))
def test_any_tight_bytes_give_pixels_or_an_rfb_error(body):
    with suppress(RfbError):
        drawn(connected(), [server.head(0, 0, 9, 5, 7) + body])


@given(
    control=st.sampled_from([b"\x00", b"\x40\x00", b"\x40\x02", b"\x40\x01\x01abcdef"]),
    plain=st.binary(max_size=400),
    size=st.tuples(st.integers(0, 20), st.integers(0, 20)),
)
def test_any_inflated_tight_bytes_give_pixels_or_an_rfb_error(control, plain, size):
    body = control + compressed(plain)
    with suppress(RfbError):
        drawn(connected(), [server.head(0, 0, *size, 7) + body])


@given(st.binary(max_size=300), st.integers(0, 20), st.integers(0, 10))
def test_any_zrle_bytes_give_pixels_or_an_rfb_error(plain, width, height):
    packed = zlib.compress(plain)
    body = len(packed).to_bytes(4, "big") + packed
    with suppress(RfbError):
        drawn(connected(), [server.head(0, 0, width, height, 16) + body])


def compressed(plain: bytes) -> bytes:
    packed = zlib.compress(plain)
    return server.compact(len(packed)) + packed


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"\xa0", "compression 10"),
        (b"\x40\x03", "filter 3"),
        (b"\x40\x01\x02" + bytes(9) + compressed(b"\x03" * 45), "palette of 3"),
        (b"\x00\xff\xff\xff", "compressed bytes"),
        (b"\x00" + server.compact(14) + b"not zlib bytes", "zlib"),
    ],
)
def test_a_broken_tight_rectangle_is_told(body, named):
    with pytest.raises(RfbError, match=named):
        drawn(connected(), [server.head(0, 0, 9, 5, 7) + body])


@pytest.mark.parametrize("control", [b"\x00", b"\x40\x02", b"\x40\x01\xff" + bytes(768)])
def test_a_tight_bomb_is_stopped_at_the_rectangles_size(control):
    body = control + compressed(bytes(5_000_000))
    with pytest.raises(RfbError, match="inflates to more"):
        drawn(connected(), [server.head(0, 0, 150, 90, 7) + body])


def test_a_tight_rectangle_that_ends_too_early_is_told():
    with pytest.raises(RfbError, match="too early"):
        drawn(connected(), [server.head(0, 0, 9, 5, 7) + b"\x00" + compressed(bytes(20))])
