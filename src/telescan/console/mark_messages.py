"""What viewers and the hub say about marks on the picture: pointers and drawings of people.

Marks never go to the site, let alone to the scanner. Who drew a mark is filled in by the hub.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_POINTS = 512
"""Of one freehand line; a longer one is begun anew by the page."""
_MOST_POINTS_AT_ONCE = 64
MOST_NUMBER = 2**31 - 1

Coordinate = Annotated[int, Field(ge=0, le=65535)]
Point = tuple[Coordinate, Coordinate]
"""Column and row in pixels of the scanner's screen."""


class Shape(StrEnum):
    """What a mark looks like. All but ``FREEHAND`` and ``POINTER`` are spanned by two points."""

    POINTER = "pointer"
    FREEHAND = "freehand"
    ARROW = "arrow"
    BOX = "box"
    CIRCLE = "circle"


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Draw(_Message):
    """A viewer begins a mark, or goes on with it: its points from index ``first`` on are these."""

    type: Literal["draw"] = "draw"
    number: int = Field(ge=0, le=MOST_NUMBER)
    """The viewer's own name for the mark; 0 is its pointer."""
    shape: Shape
    stays: bool = False
    """Until it is erased; else it fades."""
    first: int = Field(default=0, ge=0, lt=MOST_POINTS)
    points: tuple[Point, ...] = Field(min_length=1, max_length=_MOST_POINTS_AT_ONCE)


class Erase(_Message):
    """A viewer takes marks away: one of its own, all of its own, or everybody's."""

    type: Literal["erase"] = "erase"
    number: int | None = Field(default=None, ge=0, le=MOST_NUMBER)
    """None: all."""
    of_everybody: bool = False


class Marked(_Message):
    """The hub tells of a mark: its points from index ``first`` on are these."""

    type: Literal["marked"] = "marked"
    mark_id: str
    person_id: str
    display_name: str
    colour: int
    """Index into the page's palette; one per person, as long as there are enough."""
    shape: Shape
    stays: bool
    first: int
    points: tuple[Point, ...]
    age_ms: int
    """Since it last changed, so that a late joiner lets it fade in time."""


class Unmarked(_Message):
    """The hub tells of marks that are gone before they faded."""

    type: Literal["unmarked"] = "unmarked"
    mark_ids: tuple[str, ...]
