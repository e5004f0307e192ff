"""The scanner's screen as it was painted so far, and what of it is not known yet."""

import numpy as np
from numpy.typing import NDArray

from telescan.console.framebuffer import Framebuffer, Pixels
from telescan.console.geometry import Rect


class Picture:
    """A framebuffer that knows which of its pixels came since the whole was last asked for."""

    def __init__(self, masks: tuple[Rect, ...] = (), *, keep_hidden: bool = False) -> None:
        self.screen: Framebuffer | None = None
        """None until a size is known."""
        self._masks = masks
        self._keep_hidden = keep_hidden
        self._missing: NDArray[np.bool_] | None = None

    @property
    def whole(self) -> bool:
        """Whether every pixel has come."""
        return self.screen is not None and self._missing is None

    def resize(self, width: int, height: int) -> None:
        """Take a new size. A picture of this size stays, but is no longer known to be true."""
        if self.screen is None or (self.screen.width, self.screen.height) != (width, height):
            self.screen = Framebuffer(width, height, self._masks, keep_hidden=self._keep_hidden)
        self.doubt()

    def doubt(self) -> None:
        """Take all pixels for unknown until they come again."""
        if self.screen is not None:
            self._missing = np.ones(self.screen.pixels.shape, np.bool_)

    def paint(self, rect: Rect, pixels: Pixels) -> None:
        """Paint pixels of shape (rect.height, rect.width) that the server sent."""
        if self.screen is not None:
            self.screen.paint(rect, pixels)
        if self._missing is not None:
            self._missing[rect.rows, rect.columns] = False

    def copy(self, source: Rect, target: Rect) -> None:
        """Copy a part of the screen; what is not known of it stays so."""
        if self.screen is not None:
            self.screen.copy(source, target.x, target.y)
        if self._missing is not None:
            missing = self._missing[source.rows, source.columns].copy()
            self._missing[target.rows, target.columns] = missing

    def settle(self) -> bool:
        """Look whether all has come, after an update. Return ``whole``."""
        if self._missing is not None and not self._missing.any():
            self._missing = None
        return self.whole
