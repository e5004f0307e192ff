import json
import zlib
from base64 import b64decode
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.console.codecs import CODECS, CodecError
from telescan.console.codecs.columns import from_runs, to_runs
from telescan.console.codecs.text import MOST_COLOURS, index_bits
from telescan.console.framebuffer import from_rgb, to_rgb


@st.composite
def pictures(draw: st.DrawFn) -> np.ndarray:
    """Pixels of any shape with few colours or many."""
    height, width = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    colours = draw(st.sampled_from([1, 2, 3, 4, 5, 16, 17, 200, 100_000]))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    palette = rng.integers(0, 256, (colours, 3), dtype=np.uint8)
    if draw(st.booleans()):
        palette[:] = palette[:, :1]
    return from_rgb(palette[rng.integers(0, colours, (height, width))])


EXACT = [code for code, codec in CODECS.items() if codec.exact]


@pytest.mark.parametrize("code", EXACT)
@given(pixels=pictures())
def test_every_exact_codec_gives_back_every_pixel(code, pixels):
    payload = CODECS[code].encode(pixels)
    if payload is None:
        assert np.unique(pixels).size > MOST_COLOURS
        return
    height, width = pixels.shape
    assert np.array_equal(CODECS[code].decode(payload, width, height), pixels)


def test_only_jpeg_loses_anything():
    assert sorted(CODECS.keys() - set(EXACT)) == [5]


@given(pixels=pictures())
def test_jpeg_takes_any_pixels_and_keeps_their_size(pixels):
    height, width = pixels.shape
    payload = CODECS[5].encode(pixels)
    assert payload is not None
    assert CODECS[5].decode(payload, width, height).shape == pixels.shape


def test_jpeg_keeps_an_image_recognisable_in_a_seventh_of_its_bytes():
    y, x = np.mgrid[0:256, 0:256]
    noise = np.random.default_rng(0).normal(0, 5, (256, 256))
    grey = np.clip(90 + 60 * np.sin(x / 40) * np.cos(y / 30) + noise, 0, 255).astype(np.uint8)
    pixels = from_rgb(np.repeat(grey[..., None], 3, axis=2))
    payload = CODECS[5].encode(pixels)
    assert payload is not None
    assert len(payload) < grey.size / 7
    seen = to_rgb(CODECS[5].decode(payload, 256, 256)).astype(np.int16)
    assert np.array_equal(seen[..., 0], seen[..., 1])
    assert np.abs(seen[..., 0] - grey).mean() < 5


@pytest.mark.parametrize("code", EXACT)
def test_a_codec_takes_parts_of_a_larger_screen(code):
    screen = from_rgb(np.arange(64 * 64 * 3, dtype=np.uint32).astype(np.uint8).reshape(64, 64, 3))
    part = screen[8:24, 16:32]
    payload = CODECS[code].encode(part)
    assert payload is not None
    assert np.array_equal(CODECS[code].decode(payload, 16, 16), part)


@st.composite
def texts(draw: st.DrawFn) -> np.ndarray:
    """Lines of glyphs with space between them, on a background with or without a frame."""
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    glyphs = rng.integers(0, draw(st.sampled_from([2, 16, 200, 400])), (12, 9, 7), np.uint32)
    page = np.full((draw(st.integers(1, 60)), draw(st.integers(1, 300))), 3, np.uint32)
    for top in range(0, page.shape[0] - 9, 9 + draw(st.integers(0, 3))):
        for left in range(0, page.shape[1] - 7, 7 + draw(st.integers(0, 3))):
            page[top : top + 9, left : left + 7] = glyphs[rng.integers(0, 12)]
    if draw(st.booleans()):
        page[:, 0] = page[:, -1] = 9
    return from_rgb(np.stack([page % 256, page // 256, page % 7], axis=2).astype(np.uint8))


@given(pixels=texts())
def test_text_comes_back_pixel_by_pixel(pixels):
    payload = CODECS[2].encode(pixels)
    assert payload is not None
    height, width = pixels.shape
    assert np.array_equal(CODECS[2].decode(payload, width, height), pixels)


@given(st.lists(st.integers(0, 5) | st.integers(0, 65535), min_size=1, max_size=400), st.data())
def test_columns_survive_as_runs(numbers, data):
    flat = np.repeat(numbers, data.draw(st.sampled_from([1, 2, 300])))
    runs = to_runs([flat])
    assert runs[:, 1].max() < 256
    assert np.array_equal(from_runs(runs, flat.size, 1)[0], flat)


def test_a_line_of_known_glyphs_takes_few_bytes():
    rng = np.random.default_rng(1)
    glyphs = rng.integers(0, 200, (30, 17, 9), np.uint8)
    grey = np.zeros((10 * 21, 60 * 11), np.uint8)
    for line in range(10):
        for place in range(60):
            glyph = glyphs[rng.integers(0, 30)]
            grey[line * 21 : line * 21 + 17, place * 11 : place * 11 + 9] = glyph
    payload = CODECS[2].encode(from_rgb(np.repeat(grey[..., None], 3, axis=2)))
    assert payload is not None
    told_once, bytes_a_glyph = glyphs.size, 2
    assert len(payload) < told_once + 10 * 60 * bytes_a_glyph


def test_the_texts_that_the_browser_is_tested_with_give_their_pixels():
    file = Path(__file__).parents[3] / "web/src/console/golden/text.json"
    for case in json.loads(file.read_text())["cases"]:
        pixels = CODECS[2].decode(b64decode(case["payload"]), case["width"], case["height"])
        rgb = zlib.decompress(b64decode(case["deflated_rgb"]), wbits=-15)
        assert to_rgb(pixels).tobytes() == rgb


def test_text_has_only_so_many_colours():
    number = np.arange(MOST_COLOURS + 1)
    rgb = np.stack([number % 256, number // 256, number * 0], -1).astype(np.uint8)[None]
    assert CODECS[2].encode(from_rgb(rgb)) is None
    assert CODECS[2].encode(from_rgb(rgb[:, :MOST_COLOURS])) is not None


def test_indices_take_as_few_bits_as_they_can():
    assert [index_bits(n) for n in (1, 2, 3, 4, 5, 16, 17, 256, 257)] == [
        0,
        1,
        2,
        2,
        4,
        4,
        8,
        8,
        16,
    ]


@pytest.mark.parametrize("code", sorted(CODECS))
@given(payload=st.binary(max_size=200))
def test_any_bytes_give_pixels_or_a_codec_error(code, payload):
    with suppress(CodecError):
        assert CODECS[code].decode(payload, 3, 2).shape == (2, 3)


@given(plain=st.binary(max_size=200))
def test_any_bytes_deflated_give_text_or_a_codec_error(plain):
    with suppress(CodecError):
        payload = zlib.compress(plain, wbits=-15)
        assert CODECS[2].decode(payload, 3, 2).shape == (2, 3)


@pytest.mark.parametrize("code", [1, 2])
def test_a_bomb_is_stopped_at_the_rectangles_size(code):
    bomb = zlib.compress(bytes(100_000_000), 9, wbits=-15)
    with pytest.raises(CodecError):
        CODECS[code].decode(bomb, 8, 8)


@pytest.mark.parametrize("code", sorted(CODECS))
def test_a_payload_of_another_size_is_refused(code):
    diagonal = np.eye(4, 5, dtype=np.uint8)[..., None] * np.full(3, 255, np.uint8)
    payload = CODECS[code].encode(from_rgb(diagonal))
    assert payload is not None
    with pytest.raises(CodecError):
        CODECS[code].decode(payload, 50, 40)


def test_colours_survive_the_turn_into_pixels_and_back():
    rgb = np.random.default_rng(0).integers(0, 256, (7, 9, 3), dtype=np.uint8)
    assert np.array_equal(to_rgb(from_rgb(rgb)), rgb)
