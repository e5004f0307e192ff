"""ExtendedDesktopSize pseudo-encoding: the screen's size and how monitors lie on it.

Described in the community's rfbproto document. The rectangle's x says who changed the size, its y
whether a client's wish for another one was refused.
"""

from telescan.console.geometry import Rect
from telescan.console.rfb.encodings.base import Parser
from telescan.console.rfb.encodings.numbers import Pseudo
from telescan.console.rfb.events import Resized

_MONITOR_BYTES = 16
_GRANTED = 0


class ExtendedDesktopSize:
    """The rectangle's width and height are the size, also where it stayed the same."""

    code = Pseudo.EXTENDED_DESKTOP_SIZE
    on_screen = False

    def decode(self, rect: Rect) -> Parser[Resized | None]:
        """Read over the monitors: all of them are shown as one screen."""
        monitors = (yield 4)[0]
        yield monitors * _MONITOR_BYTES
        return Resized(rect.width, rect.height) if rect.y == _GRANTED else None
