"""From the framebuffer to what to send: what changed, what only moved, what is to become exact.

Pure: times come in. Changes that find no room on the link wait in the framebuffer, not in a queue:
only the newest picture is ever encoded. Text goes in updates of its own before images, so that a
key's echo never waits behind one; images that move go lossy while an exact one would take the link
longer than ``SHORT_S``, and exactly once they have come to rest.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from telescan.console.choosing import (
    Budget,
    Chooser,
    Images,
    Kind,
    Sizes,
)
from telescan.console.encoding import BASE_CODECS, LOSSY_CODEC, Piece, Work
from telescan.console.framebuffer import Framebuffer
from telescan.console.geometry import Rect
from telescan.console.hub_copy import HubCopy
from telescan.console.link_room import LinkRoom
from telescan.console.private_parts import PrivateParts
from telescan.console.settling import CAMERA_STILL_S, STILL_S
from telescan.console.tiles import Look
from telescan.console.wire_format import Mark, Update

REST_BYTES = 40 << 10
"""Of what came to rest, in one update: one part is encoded while another is under way."""
SHORT_S = 0.02
"""A link on which an exact image would take longer than this is short of room."""


@dataclass(frozen=True, slots=True)
class _Sent:
    generation: int
    keyframe: bool
    drawn: tuple[Rect, ...]
    read: tuple[Rect, ...]

    def touches(self, rects: Iterable[Rect]) -> bool:
        """Tell whether it must not come after what draws or reads these."""
        touched = (*self.drawn, *self.read)
        return self.keyframe or any(rect.overlaps(one) for rect in rects for one in touched)


class ScreenEncoder:
    """Knows what the hub's copy of the screen looks like and what it still lacks."""

    def __init__(self, *, moving: bool = False) -> None:
        """Encode a screen; ``moving``: a camera, which goes lossy on any link while it moves."""
        self.generation = 0
        self._moving = moving
        self.codecs = BASE_CODECS
        self._copy: HubCopy | None = None
        self._keyframe_generation = 0
        self._confirm = False
        self._unanswered: list[_Sent] = []
        self._sees_identity = False
        self._private = PrivateParts()
        self._sizes = Sizes()
        self._images_waited = False

    @property
    def first_usable_generation(self) -> int:
        """From which generation on the hub's copy is one that new viewers may be shown."""
        if self._copy is None or self._confirm:
            return self.generation + 1
        return self._keyframe_generation

    @property
    def next_due_s(self) -> float | None:
        """When something is to be taken although nothing changes; None: never."""
        return None if self._copy is None else self._copy.settling.next_due_s()

    @property
    def waiting(self) -> bool:
        """Whether something was left out for want of room."""
        if self._copy is None:
            return True
        return self._copy.behind or (self._sees_identity and self._private.behind)

    def changed(self, rect: Rect) -> None:
        """Note that the framebuffer changed here."""
        if self._copy is not None and rect.fits(self._copy.width, self._copy.height):
            self._copy.look_at(rect)

    def start_over(self) -> None:
        """Make the next update a keyframe: a new screen size, new codecs, an empty hub."""
        self._copy = None
        self._unanswered.clear()

    def confirm(self) -> None:
        """Make the next update even if nothing changed, to say that the picture is of now."""
        self._confirm = True

    def show_identity(self, *, shown: bool, anew: bool = False) -> None:
        """Send what is private, or not; ``anew``: somebody may see it who has nothing of it."""
        self._sees_identity = shown
        if anew or not shown:
            self._private.forget()

    def put_back(self, pieces: Iterable[Piece]) -> None:
        """Send these again with the next update, as they will look then.

        And what was copied from there meanwhile: the hub copies what it has.
        """
        lost = [piece.rect for piece in pieces]
        if not lost:
            return
        for sent in self._unanswered:
            if any(rect.overlaps(one) for rect in sent.read for one in lost):
                lost += sent.drawn
        self._lose(lost)

    def permitted(self, update: Update) -> Update:
        """Return an update without what nobody may see any more."""
        if self._sees_identity:
            return update
        operations = tuple(one for one in update.operations if Mark.PRIVATE not in one.mark)
        return replace(update, operations=operations)

    def learn(self, work: Work, update: Update) -> None:
        """Learn from what was encoded how many bytes text and images take."""
        drawn = update.operations[len(work.moves) :]
        for piece, operation in zip(work.pieces, drawn, strict=False):
            kind = Kind(piece.look, piece.lossy)
            self._sizes.learn(kind, piece.rect.area, len(operation.payload))

    def take(
        self, screen: Framebuffer, now_s: float, room: LinkRoom, *, text_only: bool = False
    ) -> Work | None:
        """Take what changed since the last update; None where nothing did or there is no room.

        ``text_only``: an image is still being encoded or handed over.
        """
        text_bytes = room.urgent_bytes
        keyframe = self._copy is None or not self._copy.fits(screen)
        if text_bytes <= 0 or (keyframe and text_only):
            return None
        if self._copy is None or keyframe:
            self._copy = HubCopy(screen, CAMERA_STILL_S if self._moving else STILL_S)
            self._private.forget()
        budget = self._budget(room, now_s)
        chooser = Chooser(self._copy, screen, budget, moving=self._moving)
        images = self._which_images(keyframe=keyframe, text_only=text_only)
        moves, pieces = chooser.choose(now_s, images)
        public = [*(move.target for move in moves), *(piece.rect for piece in pieces)]
        pieces = self._with_private(screen, public, pieces)
        if not (public or pieces or (self._confirm and not text_only)):
            return None
        settled = self._copy.settling.settled and not self._copy.behind
        # Whether the image under way goes as a whole is not known yet.
        self._confirm = settled and text_only
        self.generation += 1
        if keyframe:
            self._keyframe_generation = self.generation
        drawn = (*public, *(piece.rect for piece in pieces if piece.mark))
        sent = _Sent(self.generation, keyframe, drawn, tuple(move.source for move in moves))
        after = self._newest_touching(sent)
        self._unanswered.append(sent)
        self._images_waited = images is Images.WAIT_FOR_TEXT and self._copy.behind
        return Work(
            self.generation,
            screen.width,
            screen.height,
            keyframe,
            settled and not text_only,
            self.codecs,
            tuple(moves),
            tuple(pieces),
            text_bytes,
            after,
        )

    def _which_images(self, *, keyframe: bool, text_only: bool) -> Images:
        if text_only:
            return Images.WAIT
        return Images.GO if keyframe or self._images_waited else Images.WAIT_FOR_TEXT

    def _newest_touching(self, sent: _Sent) -> int:
        for earlier in reversed(self._unanswered):
            if earlier.touches((*sent.drawn, *sent.read)):
                return earlier.generation
        return 0

    def kept(self, generation: int, complete: int) -> None:
        """Note that the hub has this generation, and everything up to ``complete``."""
        self._unanswered = [
            sent
            for sent in self._unanswered
            if sent.generation > complete and sent.generation != generation
        ]

    def resume(self, generation: int) -> None:
        """Go on over a new channel: the hub kept everything up to ``generation``.

        What was sent after that and is unanswered is sent again, and nothing else.
        """
        self.generation = generation
        self.kept(generation, complete=generation)
        if any(sent.keyframe for sent in self._unanswered):
            self.start_over()
        for sent in self._unanswered:
            self._lose(sent.drawn)
        self._unanswered.clear()

    def _lose(self, rects: Iterable[Rect]) -> None:
        rects = tuple(rects)
        self._private.drawn_over(rects)
        if self._copy is not None:
            self._copy.put_back(rects)

    def _budget(self, room: LinkRoom, now_s: float) -> Budget:
        lossy = LOSSY_CODEC in self.codecs
        return Budget(
            self._sizes,
            min(room.free_bytes(now_s), room.piece_bytes),
            min(room.rest_bytes(now_s), REST_BYTES),
            room.urgent_bytes,
            room.piece_bytes,
            SHORT_S,
            (math.inf if self._moving else room.estimate.seconds_for(1)) if lossy else None,
        )

    def _with_private(
        self, screen: Framebuffer, public: list[Rect], pieces: list[Piece]
    ) -> list[Piece]:
        """Put what is private behind all that is drawn below it."""
        if not self._sees_identity:
            return pieces
        self._private.drawn_over(public)
        private = [
            Piece(rect, Look.TEXT, pixels, mark=Mark.PRIVATE)
            for rect, pixels in self._private.take(screen)
        ]
        areas = [piece.rect for piece in private]
        first: list[Piece] = []
        last: list[Piece] = []
        for piece in pieces:
            below = any(piece.rect.overlaps(area) for area in areas)
            (first if below or piece.look is Look.TEXT else last).append(piece)
        return [*first, *private, *last]
