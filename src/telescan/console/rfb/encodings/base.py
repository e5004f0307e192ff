"""What a decoder of one RFB encoding is."""

from collections.abc import Generator
from typing import Protocol

from telescan.console.geometry import Rect
from telescan.console.rfb.events import RfbEvent

type Parser[T] = Generator[int | RfbEvent, bytes, T]
"""A parser without I/O: it yields how many bytes it needs next and is sent exactly these, or it
yields an event for the caller and is sent nothing."""


class Decoder(Protocol):
    """Decodes rectangles of one encoding."""

    @property
    def code(self) -> int:
        """The encoding's number (RFC 6143, 7.7 and 7.8)."""
        ...

    @property
    def on_screen(self) -> bool:
        """Whether the rectangle is a part of the screen (pseudo-encodings use it otherwise)."""
        ...

    def decode(self, rect: Rect) -> Parser[RfbEvent | None]:
        """Parse one rectangle's body. Large ones yield ``Painted`` for a band of rows at a time.

        Returns:
            What the rectangle, or its rest, means.

        Raises:
            RfbError: the body breaks the encoding's rules or a limit.

        """
        ...
