"""Rectangles on the screen, in pixels, origin at the upper left."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle: columns x to x + width, rows y to y + height, ends excluded."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column that is no longer inside."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row that is no longer inside."""
        return self.y + self.height

    @property
    def area(self) -> int:
        """How many pixels it holds."""
        return self.width * self.height

    @property
    def rows(self) -> slice:
        """Its rows, to index a framebuffer of shape (y, x)."""
        return slice(self.y, self.bottom)

    @property
    def columns(self) -> slice:
        """Its columns, to index a framebuffer of shape (y, x)."""
        return slice(self.x, self.right)

    def overlaps(self, other: "Rect") -> bool:
        """Tell whether a pixel lies in both."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def intersection(self, other: "Rect") -> "Rect | None":
        """Return what lies in both; None where nothing does."""
        if not self.overlaps(other):
            return None
        x, y = max(self.x, other.x), max(self.y, other.y)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Rect(x, y, right - x, bottom - y)

    def union(self, other: "Rect") -> "Rect":
        """Return the smallest rectangle that covers both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        right, bottom = max(self.right, other.right), max(self.bottom, other.bottom)
        return Rect(x, y, right - x, bottom - y)

    def fits(self, width: int, height: int) -> bool:
        """Tell whether it lies wholly on a screen of this size."""
        return self.x >= 0 and self.y >= 0 and self.right <= width and self.bottom <= height
