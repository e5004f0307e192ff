"""From pieces of the screen to an update: each piece by the first codec for its look that takes it.

Text is always exact. Pure but for the time that it takes: do it in a thread where it is much.
"""

from dataclasses import dataclass

from telescan.console.codecs import CODECS
from telescan.console.framebuffer import Pixels
from telescan.console.geometry import Rect
from telescan.console.scroll import Move
from telescan.console.tiles import Look
from telescan.console.wire_format import Flag, Mark, Operation, Update, copy_operation

BASE_CODECS = frozenset({1, 2})
"""What every viewer can decode."""

LOSSY_CODEC = 5

_ORDER = {Look.TEXT: (2, 3, 1), Look.IMAGE: (3, 2, 1)}
"""Codecs to try for each look, best first; the last one takes anything."""

_HASTY = (1,)
_HASTY_PX = 4096
"""Text of so few pixels, a letter, is deflated as it is: 0.1 ms instead of 0.9, for up to 1 kB
more, which a link of 20 Mbit/s carries in 0.4."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle with its pixels, to be encoded in one codec."""

    rect: Rect
    look: Look
    pixels: Pixels
    lossy: bool = False
    mark: Mark = Mark.NONE


@dataclass(frozen=True, slots=True)
class Work:
    """What was taken from the framebuffer, ready to be encoded anywhere (a thread, say)."""

    generation: int
    width: int
    height: int
    keyframe: bool
    settled: bool
    """Whether every pixel is the scanner's own when all of this is drawn."""
    codecs: frozenset[int]
    moves: tuple[Move, ...]
    pieces: tuple[Piece, ...]
    most_bytes: int
    """About how large the update may get; at least one piece always goes."""
    after: int
    """The newest generation still under way that touches the same pixels; 0: none."""

    @property
    def urgent(self) -> bool:
        """Whether it may overtake images: nothing but text, which somebody waits for."""
        return not self.keyframe and all(piece.look is Look.TEXT for piece in self.pieces)

    @property
    def area(self) -> int:
        """How many pixels there are to encode."""
        return sum(piece.rect.area for piece in self.pieces)


def encode_piece(piece: Piece, codecs: frozenset[int]) -> Operation:
    """Encode one piece."""
    for code in _order(piece):
        payload = CODECS[code].encode(piece.pixels) if code in codecs else None
        if payload is not None:
            return Operation(piece.rect, code, payload, piece.mark)
    raise AssertionError("codec 1 takes any pixels and every viewer has it")


def _order(piece: Piece) -> tuple[int, ...]:
    if piece.lossy:
        return (LOSSY_CODEC,)
    if piece.look is Look.TEXT and piece.rect.area <= _HASTY_PX:
        return _HASTY
    return _ORDER[piece.look]


def encode(work: Work) -> tuple[Update, tuple[Piece, ...]]:
    """Encode what was taken, and return with it the pieces that did not fit any more."""
    moved = [copy_operation(move.target, move.target.x, move.source_y) for move in work.moves]
    drawn: list[Operation] = []
    size = 0
    for piece in work.pieces:
        if drawn and size >= work.most_bytes:
            break
        drawn.append(encode_piece(piece, work.codecs))
        size += len(drawn[-1].payload)
    left = work.pieces[len(drawn) :]
    flags = Flag.KEYFRAME if work.keyframe else Flag.NONE
    if work.settled and not left:
        flags |= Flag.EXACT
    return Update(work.generation, work.width, work.height, flags, (*moved, *drawn)), left
