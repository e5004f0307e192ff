"""JPEG pictures inside RFB rectangles."""

import io
from struct import error as struct_error

import numpy as np
from PIL.JpegImagePlugin import JpegImageFile

from telescan.console.framebuffer import Pixels, from_rgb
from telescan.console.rfb.errors import RfbError
from telescan.console.rfb.limits import MAX_JPEG_SCANS

_FAULTS = (OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, struct_error)
"""What Pillow raises at broken pictures."""
_START_OF_SCAN = b"\xff\xda"


def decode_jpeg(data: bytes, width: int, height: int) -> Pixels:
    """Return the picture, shape (height, width).

    Raises:
        RfbError: not a JPEG picture, or not of this size.

    """
    # Each scan costs a pass over the whole picture and may be a few bytes long.
    if data.count(_START_OF_SCAN) > MAX_JPEG_SCANS:
        raise RfbError("a JPEG rectangle has too many scans; check the RFB server")
    try:
        # Not Image.open, which looks for more formats and warns of sizes that are refused here.
        picture = JpegImageFile(io.BytesIO(data))
        if picture.size == (width, height):
            return from_rgb(np.asarray(picture.convert("RGB")))
    except _FAULTS as error:
        raise RfbError(f"a JPEG rectangle is broken ({error}); check the RFB server") from error
    raise RfbError(
        f"a JPEG picture of {picture.size[0]}×{picture.size[1]} in a rectangle of "
        f"{width}×{height}; check the RFB server"
    )
