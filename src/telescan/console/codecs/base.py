"""What a codec is."""

from typing import Protocol

from telescan.console.framebuffer import Pixels


class CodecError(Exception):
    """A payload that this codec cannot have written."""


class Codec(Protocol):
    """Turns a rectangle of pixels into bytes and back.

    Both directions are pure; pixels have the shape (y, x).
    """

    @property
    def code(self) -> int:
        """The byte that names this codec on the wire, 1 to 255."""
        ...

    @property
    def exact(self) -> bool:
        """Whether every pixel comes back as it was."""
        ...

    def encode(self, pixels: Pixels) -> bytes | None:
        """Return the payload, or None where these pixels are not for this codec."""
        ...

    def decode(self, payload: bytes, width: int, height: int) -> Pixels:
        """Return the pixels of a payload.

        Raises:
            CodecError: the payload is not of this codec, or not of this size.

        """
        ...
