"""DesktopSize pseudo-encoding (RFC 6143, 7.8.2): the screen has another size."""

from telescan.console.geometry import Rect
from telescan.console.rfb.encodings.base import Parser
from telescan.console.rfb.encodings.numbers import Pseudo
from telescan.console.rfb.events import Resized


class DesktopSize:
    """No body: the rectangle's width and height are the new size."""

    code = Pseudo.DESKTOP_SIZE
    on_screen = False

    def decode(self, rect: Rect) -> Parser[Resized]:
        """Take nothing."""
        yield from ()
        return Resized(rect.width, rect.height)
