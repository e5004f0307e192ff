"""Codecs for rectangles of the screen: one file each, one interface, found by their code byte.

Add one: write its file, put it in ``CODECS``, teach the browser's
registry (``web/src/console/codecs``).
"""

from telescan.console.codecs.base import Codec, CodecError
from telescan.console.codecs.jpeg import Jpeg
from telescan.console.codecs.jpeg_xl import JpegXl
from telescan.console.codecs.raw_deflate import RawDeflate
from telescan.console.codecs.text import Text

CODECS: dict[int, Codec] = {codec.code: codec for codec in (RawDeflate(), Text(), JpegXl(), Jpeg())}
"""Every codec by its code byte."""

__all__ = ["CODECS", "Codec", "CodecError"]
