"""What a viewer that knows generation g still needs: the living operations after g, in order.

An operation is alive while something shown on the screen comes from it, straight or through copies.
Going backward from the newest, the log keeps a map of the cells (``GRID_PX`` columns, one row) that
still have to come from something older: what an operation draws no longer has to, what a copy
takes has to. An operation that draws nothing on the map is dead. Whether it is alive does not
depend on g, so the dead are forgotten for good.

There are two audiences, those who may see the patient's identity and those who may not; the second
never gets a private operation, so for them it does not cover what lies below.

Law: drawing what ``newer_than(g)`` returns on the picture of g gives the same as drawing all.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.console.geometry import Rect
from telescan.console.wire_format import GRID_PX, Flag, Mark, Operation, Update, on_grid

MOST_LIVING = 4096
"""A log of more living operations is ``overgrown``: a keyframe is cheaper than replaying it."""

_PRUNE_FROM = 64

type _Cells = NDArray[np.bool_]


class LogError(Exception):
    """An update that this log cannot take."""


@dataclass(frozen=True, slots=True)
class _Entry:
    generation: int
    operation: Operation


class OperationLog:
    """The living operations of one screen. Pure: payloads of pixels are opaque to it.

    It counts generations by itself, in the order of drawing; so does what follows ``after`` another
    log, lest a viewer of that one takes an old picture for a new one.
    """

    def __init__(self, after: int = 0) -> None:
        self.generation = after
        self.width = 0
        self.height = 0
        self.exact = False
        self._entries: list[_Entry] = []
        self._keyframe_generation = 0
        self._prune_at = _PRUNE_FROM

    def add(self, update: Update) -> None:
        """Take an update as the next generation.

        Raises:
            LogError: an operation off the grid, or another size without a keyframe. The log is
                unchanged.

        """
        self._check(update)
        self.generation += 1
        if Flag.KEYFRAME in update.flags:
            self.width, self.height = update.width, update.height
            self._keyframe_generation = self.generation
            self._entries.clear()
        self.exact = Flag.EXACT in update.flags
        self._entries += [_Entry(self.generation, item) for item in update.operations]
        if len(self._entries) >= self._prune_at:
            self._entries = self._living(self._entries)
            self._prune_at = max(_PRUNE_FROM, 2 * len(self._entries))

    def newer_than(self, generation: int, *, private: bool = False) -> Update:
        """Return what a viewer that drew ``generation`` needs to see the present screen.

        0, or a generation before the last keyframe, gives the whole screen as a keyframe. Private
        operations are left out unless ``private``.
        """
        whole = generation < self._keyframe_generation
        first = 0 if whole else self._first_after(generation)
        entries = [e for e in self._entries[first:] if private or _is_public(e.operation)]
        alive = self._alive(entries) if len(entries) > 1 else entries
        flags = Flag.KEYFRAME if whole else Flag.NONE
        if self.exact:
            flags |= Flag.EXACT
        operations = tuple(entry.operation for entry in alive)
        return Update(self.generation, self.width, self.height, flags, operations)

    def forget_private(self) -> None:
        """Drop what only those may see who may see the patient's identity."""
        self._entries = [entry for entry in self._entries if _is_public(entry.operation)]

    @property
    def blank(self) -> bool:
        """Whether nothing was drawn yet."""
        return self.width == 0

    @property
    def overgrown(self) -> bool:
        """Whether so much is alive that the site had better start over."""
        return len(self._entries) > MOST_LIVING

    def __len__(self) -> int:
        """How many operations it holds."""
        return len(self._entries)

    def _first_after(self, generation: int) -> int:
        first = len(self._entries)
        while first and self._entries[first - 1].generation > generation:
            first -= 1
        return first

    def _check(self, update: Update) -> None:
        size = (self.width, self.height)
        if Flag.KEYFRAME not in update.flags and (update.width, update.height) != size:
            raise LogError(
                f"update of {update.width}×{update.height} on a screen of {size[0]}×{size[1]}; "
                "a keyframe is needed"
            )
        for operation in update.operations:
            for rect in (operation.rect, operation.source):
                if rect is not None and not on_grid(rect, update.width, update.height):
                    raise LogError(f"{rect} does not lie on the grid of {GRID_PX} columns")

    def _living(self, entries: list[_Entry]) -> list[_Entry]:
        """Return what is alive for either audience."""
        alive = {id(entry) for entry in self._alive(entries)}
        if not all(_is_public(entry.operation) for entry in entries):
            public = [entry for entry in entries if _is_public(entry.operation)]
            alive |= {id(entry) for entry in self._alive(public)}
        return [entry for entry in entries if id(entry) in alive]

    def _alive(self, entries: list[_Entry]) -> list[_Entry]:
        wanted: _Cells = np.ones((self.height, -(-self.width // GRID_PX)), np.bool_)
        alive = []
        for entry in reversed(entries):
            target = _cells(wanted, entry.operation.rect)
            if not target.any():
                continue
            alive.append(entry)
            source = entry.operation.source
            taken = target.copy() if source is not None else None
            target[...] = False
            if source is not None and taken is not None:
                _cells(wanted, source)[...] |= taken
        alive.reverse()
        return alive


def _is_public(operation: Operation) -> bool:
    return Mark.PRIVATE not in operation.mark


def _cells(cells: _Cells, rect: Rect) -> _Cells:
    """Return the part of the map that a rectangle covers."""
    return cells[rect.rows, rect.x // GRID_PX : -(-rect.right // GRID_PX)]
