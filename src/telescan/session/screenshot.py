"""A screenshot of a console, kept with its session: what is said of it, and what a file must be.

Pure. The file is a PNG (W3C PNG, third edition) of pixels alone: nothing may hide in it.
"""

import struct
import zlib
from datetime import datetime
from io import BytesIO
from typing import Annotated

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field

from telescan.identity.roles import Actor
from telescan.session.commands import Comment

MAX_BYTES = 24 * 1024**2
"""A screen of 3840×2400 pixels full of noise takes as much."""
MAX_EDGE_PX = 8192
MOST_AREAS = 64

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHUNK_OVERHEAD_BYTES = 12
_IHDR_AT = 16
"""Where the data of the first chunk stand."""
_ALLOWED = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"sRGB", b"gAMA", b"cHRM", b"sBIT"})

Area = Annotated[str, Field(pattern=r"^\d{1,5},\d{1,5},\d{1,5},\d{1,5}$")]
"""x, y, width and height in pixels of the screenshot."""


class BadScreenshotError(ValueError):
    """The file is not a screenshot as this program takes it. Says what to do."""


class Taken(BaseModel):
    """What the page says of a screenshot."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    taken_at: datetime
    caption: Comment = ""
    source_id: str = Field(default="console", max_length=64, pattern=r"^[a-z0-9-]+$")
    inexact: tuple[Area, ...] = Field(default=(), max_length=MOST_AREAS)
    """Areas that did not show the scanner's own pixels at that moment."""
    whole_exact: bool = True
    """False: not known to be exact, wherever."""
    stale_since: datetime | None = None
    """The link was lost since then: the screenshot shows what was last seen."""
    with_marks: bool = False
    """Pointers and drawings of people are in the picture."""


class Screenshot(BaseModel):
    """A screenshot as the record keeps it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    screenshot_id: str
    session_id: str
    site_id: str
    scanner_id: str
    taken_by: Actor
    taken: Taken
    stored_at: datetime
    width_px: int
    height_px: int
    size_bytes: int
    sha256: str
    shows_identity: bool
    """Whoever took it may see who the patient is: only they who may as well get the picture."""


def size_of_png(content: bytes) -> tuple[int, int]:
    """Return width and height of a PNG that holds pixels alone, every one of them readable.

    Raises BadScreenshotError.
    """
    if not content.startswith(_SIGNATURE):
        raise BadScreenshotError("the body is no PNG; send the canvas as image/png")
    _check_chunks(content)
    width, height = struct.unpack_from(">II", content, _IHDR_AT)
    if max(width, height) > MAX_EDGE_PX:
        raise BadScreenshotError(
            f"the picture has {width}×{height} pixels; at most {MAX_EDGE_PX} a side"
        )
    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as image:
            image.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise BadScreenshotError("the PNG cannot be decoded; take the screenshot again") from error
    return width, height


def _check_chunks(content: bytes) -> None:
    at = len(_SIGNATURE)
    name = b""
    if content[at + 4 : at + 8] != b"IHDR":
        raise BadScreenshotError("the PNG does not begin with its head; send it again")
    while at + _CHUNK_OVERHEAD_BYTES <= len(content) and name != b"IEND":
        (length,) = struct.unpack_from(">I", content, at)
        name = content[at + 4 : at + 8]
        end = at + _CHUNK_OVERHEAD_BYTES + length
        if name not in _ALLOWED:
            raise BadScreenshotError(f"the PNG holds {name!r}; send pixels alone")
        if end > len(content) or _checksum(content, end) != zlib.crc32(content[at + 4 : end - 4]):
            raise BadScreenshotError("the PNG is damaged; send it again")
        at = end
    if name != b"IEND" or at != len(content):
        raise BadScreenshotError("the PNG is cut short or has bytes behind its end; send it again")


def _checksum(content: bytes, end: int) -> int:
    (kept,) = struct.unpack_from(">I", content, end - 4)
    return int(kept)
