"""One picture of a camera as it came, and what is shown of it."""

import io
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PIL import Image

from telescan.console.camera.errors import CameraError
from telescan.console.framebuffer import Pixels, from_rgb

MOST_PIXELS = 40_000_000
"""A camera that claims more is broken, or means harm."""


class Shot(Protocol):
    """A picture that is not decoded yet: most are skipped."""

    def pixels(self) -> Pixels:
        """Decode; shape (y, x). Takes milliseconds. Raises CameraError."""
        ...


@dataclass(frozen=True, slots=True)
class JpegShot:
    """A JPEG file (ITU-T T.81)."""

    data: bytes
    longest_edge_px: int

    def pixels(self) -> Pixels:
        """Decode, no larger than wanted."""
        try:
            with Image.open(io.BytesIO(self.data), formats=("JPEG",)) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise CameraError(
                        f"the camera sends pictures of {image.width} × {image.height} pixels; "
                        "set it to a smaller size"
                    )
                edge = self.longest_edge_px
                image.draft("RGB", (edge, edge))  # the decoder itself leaves out detail
                image.thumbnail((edge, edge), Image.Resampling.BILINEAR)
                return from_rgb(np.asarray(image.convert("RGB")))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise CameraError("the camera's pictures are huge; set it to a smaller size") from error
        except (OSError, SyntaxError, ValueError) as error:  # as Pillow says of what is no JPEG
            raise CameraError("the camera sends JPEG pictures that cannot be read") from error


@dataclass(frozen=True, slots=True)
class RgbShot:
    """Pixels of three bytes each, row by row."""

    width: int
    height: int
    data: bytes

    def pixels(self) -> Pixels:
        """Return them as the framebuffer has them."""
        rgb = np.frombuffer(self.data, np.uint8).reshape(self.height, self.width, 3)
        return from_rgb(rgb)
