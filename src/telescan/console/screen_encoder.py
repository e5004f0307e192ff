"""From the framebuffer to updates: what changed, encoded once, never more than two unanswered.

Pure but for the time that encoding takes. Changes that come while the window is full wait in the
framebuffer, not in a queue: only the newest picture is ever encoded (conflation before encoding).
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from telescan.console.codecs import CODECS
from telescan.console.framebuffer import Framebuffer, Pixels
from telescan.console.geometry import Rect
from telescan.console.tiles import (
    Look,
    TileMap,
    changed_tiles,
    grid_shape,
    looks,
    merged_rects,
    touched_tiles,
)
from telescan.console.wire_format import Flag, Operation, Update

WINDOW = 2
"""Most updates sent and not yet acknowledged."""

UPDATE_BYTES = 128 << 10
"""About how large an update may get; the rest waits for the next. With the window it bounds what
stands in the link's queue, so that input and signs of life are never far behind."""

BASE_CODECS = frozenset({1, 2})
"""What every viewer can decode."""

_ORDER = {Look.TEXT: (2, 3, 1), Look.IMAGE: (3, 2, 1)}
"""Codecs to try for each look, best first; the last one takes anything."""


@dataclass(frozen=True, slots=True)
class Work:
    """Rectangles taken from the framebuffer, ready to be encoded anywhere (a thread, say)."""

    generation: int
    width: int
    height: int
    keyframe: bool
    codecs: frozenset[int]
    pieces: tuple[tuple[Rect, Look, Pixels], ...]

    @property
    def area(self) -> int:
        """How many pixels there are to encode."""
        return sum(rect.area for rect, _, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class _Sent:
    generation: int
    keyframe: bool
    rects: tuple[Rect, ...]


def encode_piece(rect: Rect, look: Look, pixels: Pixels, codecs: frozenset[int]) -> Operation:
    """Encode one rectangle by the first codec for its look that takes it."""
    for code in _ORDER[look]:
        payload = CODECS[code].encode(pixels) if code in codecs else None
        if payload is not None:
            return Operation(rect, code, payload)
    raise AssertionError("codec 1 takes any pixels and every viewer has it")


def encode(work: Work) -> tuple[Update, tuple[Rect, ...]]:
    """Encode what was taken, and return with it the rectangles that did not fit any more."""
    encoded: list[Operation] = []
    size = 0
    for rect, look, pixels in work.pieces:
        if size >= UPDATE_BYTES:
            break
        encoded.append(encode_piece(rect, look, pixels, work.codecs))
        size += len(encoded[-1].payload)
    left = tuple(rect for rect, _, _ in work.pieces[len(encoded) :])
    flags = Flag.KEYFRAME if work.keyframe else Flag.NONE
    if not left:
        flags |= Flag.EXACT
    update = Update(work.generation, work.width, work.height, flags, tuple(encoded))
    return update, left


class ScreenEncoder:
    """Knows what the hub's copy of the screen looks like and what it still lacks."""

    def __init__(self) -> None:
        self.generation = 0
        self.codecs = BASE_CODECS
        self._keyframe_generation = 0
        self._confirm = False
        self._seen: Pixels | None = None
        self._stale: TileMap = np.zeros((0, 0), np.bool_)
        self._forced: TileMap = np.zeros((0, 0), np.bool_)
        self._unanswered: deque[_Sent] = deque()

    @property
    def window_open(self) -> bool:
        """Whether another update may be sent."""
        return len(self._unanswered) < WINDOW

    @property
    def first_usable_generation(self) -> int:
        """From which generation on the hub's copy is one that new viewers may be shown."""
        if self._seen is None or self._confirm:
            return self.generation + 1
        return self._keyframe_generation

    def changed(self, rect: Rect) -> None:
        """Note that the framebuffer changed here."""
        if self._seen is not None:
            height, width = self._seen.shape
            self._stale[touched_tiles(rect, width, height)] = True

    def start_over(self) -> None:
        """Make the next update a keyframe: a new screen size, new codecs, an empty hub."""
        self._seen = None
        self._unanswered.clear()

    def confirm(self) -> None:
        """Make the next update even if nothing changed, to say that the picture is of now."""
        self._confirm = True

    def put_back(self, rects: tuple[Rect, ...]) -> None:
        """Send these again with the next update, as they will look then."""
        if self._seen is not None:
            height, width = self._seen.shape
            for rect in rects:
                self._forced[touched_tiles(rect, width, height)] = True

    def take(self, screen: Framebuffer) -> Work | None:
        """Take what changed since the last update; None where nothing did or the window is full."""
        if not self.window_open:
            return None
        keyframe = self._seen is None or self._seen.shape != screen.pixels.shape
        if keyframe or self._seen is None:
            shape = grid_shape(screen.width, screen.height)
            self._seen = np.zeros_like(screen.pixels)
            self._stale, self._forced = np.ones(shape, np.bool_), np.ones(shape, np.bool_)
        tiles = changed_tiles(screen.pixels, self._seen, self._stale) | self._forced
        self._stale[:], self._forced[:] = False, False
        if not (tiles.any() or self._confirm):
            return None
        self._confirm = False
        pieces = []
        for rect, look in merged_rects(looks(screen.pixels, tiles), screen.width, screen.height):
            pixels = screen.pixels[rect.rows, rect.columns].copy()
            self._seen[rect.rows, rect.columns] = pixels
            pieces.append((rect, look, pixels))
        self.generation += 1
        if keyframe:
            self._keyframe_generation = self.generation
        self._unanswered.append(
            _Sent(self.generation, keyframe, tuple(rect for rect, _, _ in pieces))
        )
        return Work(
            self.generation, screen.width, screen.height, keyframe, self.codecs, tuple(pieces)
        )

    def acknowledge(self, generation: int) -> None:
        """Note that the hub has everything up to this generation."""
        while self._unanswered and self._unanswered[0].generation <= generation:
            self._unanswered.popleft()

    def resume(self, generation: int) -> None:
        """Go on over a new channel: the hub kept everything up to ``generation``.

        What was sent after that is lost: it is sent again, and nothing else.
        """
        self.acknowledge(generation)
        if any(sent.keyframe for sent in self._unanswered):
            self.start_over()
        for sent in self._unanswered:
            self.put_back(sent.rects)
        self._unanswered.clear()
