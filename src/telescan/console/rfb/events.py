"""What an RFB server tells."""

from dataclasses import dataclass

from telescan.console.cursor_image import CursorChanged
from telescan.console.framebuffer import Pixels
from telescan.console.geometry import Rect


@dataclass(frozen=True, slots=True)
class Connected:
    """ServerInit (RFC 6143, 7.3.2): the handshake is done."""

    width: int
    height: int
    name: str


@dataclass(frozen=True, slots=True)
class Painted:
    """Pixels of a rectangle, shape (rect.height, rect.width)."""

    rect: Rect
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class Copied:
    """A part of the screen moved to ``target`` (7.7.2)."""

    source: Rect
    target: Rect


@dataclass(frozen=True, slots=True)
class Resized:
    """The screen has another size now (7.8.2)."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class UpdateFinished:
    """All rectangles of one FramebufferUpdate have come."""


@dataclass(frozen=True, slots=True)
class ContinuousUpdatesEnded:
    """Updates come on request again; the first one says that the server can do without requests."""


@dataclass(frozen=True, slots=True)
class Bell:
    """The server rings (7.6.3)."""


type RfbEvent = (
    Connected
    | Painted
    | Copied
    | CursorChanged
    | Resized
    | UpdateFinished
    | ContinuousUpdatesEnded
    | Bell
)
