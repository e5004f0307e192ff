"""What the site's stream asks of a source of pictures, and hears from it, whatever it is."""

from collections.abc import Sequence
from typing import Protocol

from telescan.console.cursor_image import CursorChanged
from telescan.console.framebuffer import Framebuffer
from telescan.console.geometry import Rect
from telescan.console.held_input import RfbInput


class ScreenListener(Protocol):
    """Hears what happens on a source's screen."""

    def screen_connected(self, name: str) -> None:
        """Learn that the source is there; nothing of its screen has come yet."""

    def screen_changed(self, rect: Rect) -> None:
        """Learn that a part of the framebuffer was painted."""

    def screen_complete(self) -> None:
        """Learn that the framebuffer shows a whole picture; time to look at it."""

    def cursor_changed(self, cursor: CursorChanged) -> None:
        """Learn that the pointer looks different now."""

    def screen_lost(self) -> None:
        """Learn that the source is gone; it is tried again."""

    def screen_rests(self) -> None:
        """Learn that the source is off, as nobody looks."""


class ScreenSource(Protocol):
    """A screen, a monitor or a camera. All calls happen on the loop that ``run`` runs on."""

    @property
    def connected(self) -> bool:
        """Whether the source is there."""

    @property
    def responsive(self) -> bool:
        """Whether input would be done now: a source that hangs must not be given any."""

    @property
    def whole_screen(self) -> Framebuffer | None:
        """The picture, once all of it is known."""

    async def run(self) -> None:
        """Stay connected, or ready to connect, until cancelled."""

    def watched(self, *, by_anybody: bool) -> None:
        """Learn whether an admitted viewer looks: a camera is on only then."""

    def ask_for_update(self) -> None:
        """Ask for the next change, unless it is under way."""

    def ask_for_whole_screen(self) -> None:
        """Ask for every pixel, as what is known may be old."""

    def apply(self, inputs: Sequence[RfbInput]) -> None:
        """Send keys and pointer; a source that cannot be driven drops them."""
