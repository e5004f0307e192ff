"""The marks on one source's picture, as the hub keeps them for those who watch. Pure.

- A mark is its viewer's; the name and colour on it are those of the person signed in there.
- Nothing grows without bounds: points per mark, marks per person, messages per second.
- Each viewer has a ``MarkReader`` that knows what it was told. Asked late it gets the newest, once:
  a slow viewer costs nobody anything, and a late joiner gets all that stands.

Times are milliseconds of one clock that only grows.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import BaseModel

from telescan.console.mark_messages import MOST_POINTS, Draw, Erase, Marked, Point, Shape, Unmarked
from telescan.identity.roles import Actor, Role

POINTER_FADES_MS = 4_000
FADES_MS = 8_000
"""After its last change, a mark that does not stay is told to nobody any more."""
MOST_MARKS = 64
"""Of one person; with one more the oldest goes."""
DRAWS_PER_S = 60.0
"""A page sends at most half as many; what comes faster is dropped."""
_BURST = 90.0
_COLOURS = 8
_CLEARS_ALL = frozenset({Role.OPERATOR, Role.EXPERT})


@dataclass
class _Mark:
    actor: Actor
    shape: Shape
    stays: bool
    begun: int
    """The board's count of changes then: a mark drawn anew under its name is another one."""
    points: tuple[Point, ...]
    version: int
    changed_ms: float

    def faded(self, now_ms: float) -> bool:
        limit = POINTER_FADES_MS if self.shape is Shape.POINTER else FADES_MS
        return not self.stays and now_ms - self.changed_ms > limit


class _Allowance:
    """How many draws a viewer may send now: a bucket that fills with time."""

    def __init__(self, now_ms: float) -> None:
        self._left = _BURST
        self._at_ms = now_ms

    def take(self, now_ms: float) -> bool:
        filled = (now_ms - self._at_ms) * DRAWS_PER_S / 1000
        self._left, self._at_ms = min(_BURST, self._left + filled), now_ms
        if self._left < 1:
            return False
        self._left -= 1
        return True


class MarkBoard:
    """All marks on one picture."""

    def __init__(self) -> None:
        self._marks: dict[str, _Mark] = {}
        self._allowances: dict[str, _Allowance] = {}
        self._colours: dict[str, int] = {}
        self._changes = 0

    def draw(self, viewer_id: str, actor: Actor, message: Draw, now_ms: float) -> bool:
        """Take a viewer's mark, or more of it; tell whether anything changed."""
        allowance = self._allowances.setdefault(viewer_id, _Allowance(now_ms))
        if not allowance.take(now_ms) or not _fits(message):
            return False
        self._forget_faded(now_ms)
        mark_id = _mark_id(viewer_id, message.number)
        if message.first == 0:
            self._begin(mark_id, actor, message, now_ms)
            return True
        mark = self._marks.get(mark_id)
        if mark is None or mark.shape is not message.shape or message.first != len(mark.points):
            return False
        mark.points += message.points
        self._note_change(mark, now_ms)
        return True

    def erase(self, viewer_id: str, actor: Actor, message: Erase) -> bool:
        """Take marks away, everybody's for operators and experts only; tell whether any went."""
        if message.of_everybody and not actor.roles.isdisjoint(_CLEARS_ALL):
            return self._remove(list(self._marks))
        if message.number is not None:
            return self._remove([_mark_id(viewer_id, message.number)])
        return self.erase_of(actor.person_id)

    def erase_of(self, person_id: str) -> bool:
        """Take a person's marks away; tell whether there were any."""
        return self._remove([i for i, m in self._marks.items() if m.actor.person_id == person_id])

    def viewer_left(self, viewer_id: str) -> bool:
        """Take a viewer's pointer away; what it drew stays. Tell whether anything changed."""
        self._allowances.pop(viewer_id, None)
        return self._remove([_mark_id(viewer_id, 0)])

    def clear(self) -> None:
        """Forget everything."""
        self._marks.clear()
        self._colours.clear()

    def reader(self) -> "MarkReader":
        """Return the reader of a new viewer."""
        return MarkReader(self)

    def living(self, now_ms: float) -> dict[str, _Mark]:
        """Return the marks that are to be seen now."""
        self._forget_faded(now_ms)
        return self._marks

    def colour_of(self, person_id: str) -> int:
        """Return a person's colour: one that nobody else has, while there are such."""
        if person_id not in self._colours:
            taken = set(self._colours.values())
            free = (i for i in range(_COLOURS) if i not in taken)
            self._colours[person_id] = next(free, len(self._colours) % _COLOURS)
        return self._colours[person_id]

    def _begin(self, mark_id: str, actor: Actor, message: Draw, now_ms: float) -> None:
        self._marks.pop(mark_id, None)
        own = [i for i, m in self._marks.items() if m.actor.person_id == actor.person_id]
        self._remove(own[: max(0, len(own) + 1 - MOST_MARKS)])
        begun = self._changes + 1
        mark = _Mark(actor, message.shape, message.stays, begun, message.points, 0, now_ms)
        self._note_change(mark, now_ms)
        self._marks[mark_id] = mark

    def _note_change(self, mark: _Mark, now_ms: float) -> None:
        self._changes += 1
        mark.version, mark.changed_ms = self._changes, now_ms

    def _remove(self, mark_ids: Iterable[str]) -> bool:
        gone = [self._marks.pop(mark_id, None) for mark_id in mark_ids]
        return any(mark is not None for mark in gone)

    def _forget_faded(self, now_ms: float) -> None:
        self._remove([i for i, mark in self._marks.items() if mark.faded(now_ms)])


class MarkReader:
    """What one viewer has been told of a board."""

    def __init__(self, board: MarkBoard) -> None:
        self._board = board
        self._told: dict[str, tuple[int, int, int, float | None]] = {}
        """For each mark: beginning, version, points, and when it fades (None: it stays)."""

    def take(self, now_ms: float) -> list[BaseModel]:
        """Return what to tell this viewer now, and take it as told."""
        living = self._board.living(now_ms)
        messages: list[BaseModel] = []
        gone = [i for i in self._told if i not in living]
        # A page lets a mark fade by itself: of those that faded nothing need be said.
        if early := [i for i in gone if not _fades_before(self._told[i][3], now_ms)]:
            messages.append(Unmarked(mark_ids=tuple(early)))
        for mark_id in gone:
            del self._told[mark_id]
        for mark_id, mark in living.items():
            begun, version, points, _ = self._told.get(mark_id, (0, 0, 0, None))
            if version == mark.version:
                continue
            grows = mark.shape is Shape.FREEHAND and begun == mark.begun
            messages.append(self._telling(mark_id, mark, points if grows else 0, now_ms))
            limit = POINTER_FADES_MS if mark.shape is Shape.POINTER else FADES_MS
            fades = None if mark.stays else mark.changed_ms + limit
            self._told[mark_id] = (mark.begun, mark.version, len(mark.points), fades)
        return messages

    def _telling(self, mark_id: str, mark: _Mark, first: int, now_ms: float) -> Marked:
        return Marked(
            mark_id=mark_id,
            person_id=mark.actor.person_id,
            display_name=mark.actor.display_name,
            colour=self._board.colour_of(mark.actor.person_id),
            shape=mark.shape,
            stays=mark.stays,
            first=first,
            points=mark.points[first:],
            age_ms=round(now_ms - mark.changed_ms),
        )


def _fades_before(fades_ms: float | None, now_ms: float) -> bool:
    return fades_ms is not None and fades_ms < now_ms


def _mark_id(viewer_id: str, number: int) -> str:
    return f"{viewer_id}-{number}"


def _fits(message: Draw) -> bool:
    """Tell whether a shape may have these points."""
    if message.shape is Shape.FREEHAND:
        return message.first + len(message.points) <= MOST_POINTS
    return message.first == 0 and len(message.points) <= (
        1 if message.shape is Shape.POINTER else 2
    )
