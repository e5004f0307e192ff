"""Who may move a scanner's mouse and keys, and what must be let go of when they no longer may.

Rules, over all sources of a scanner that can be driven:

1. Input counts only from the holder of the control lease, with the lease's present epoch, and with
   a sequence number above all before it from the same viewer. Anything else is refused.
2. Whatever is held down is released when control ends, changes hands, goes on at another source or
   from another page, or when the page that drives falls silent.
3. The driver is lost when none of their pages at any source is heard of.

Pure: times come in as seconds of any monotonic clock.
"""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from telescan.console.held_input import HeldInput, PointerState, RfbInput
from telescan.console.messages import KeyInput, PointerInput, ReleaseInput, ViewerInput
from telescan.console.rights import DrivingRight
from telescan.scanner.sources import DEFAULT_SOURCE_ID

SILENCE_S = 2.5
"""A driver not heard of for so long has lost the link; pages send a sign of life every second."""


class Refusal(StrEnum):
    """Why input was not applied."""

    NOT_DRIVING = "not_driving"
    """The sender does not hold the lease, or names an old epoch of it."""
    REPLAYED = "replayed"
    """The sequence number was used already."""
    NOT_DRIVABLE = "not_drivable"
    """The source is only looked at."""
    LATE = "late"
    """It waited too long in a stalled link; see ``input_age``."""


@dataclass(frozen=True, slots=True)
class Hand:
    """From which page, by whom and under which lease a source was driven last."""

    viewer_id: str
    person_id: str
    epoch: int
    source_id: str = DEFAULT_SOURCE_ID


@dataclass(frozen=True, slots=True)
class _Page:
    """A page at one source, and when it was heard of last."""

    person_id: str
    source_id: str
    heard_s: float


class InputGuard:
    """Stands between viewers and one scanner."""

    def __init__(self, rights: DrivingRight) -> None:
        self.hand: Hand | None = None
        self._rights = rights
        self._last_seq: dict[str, int] = {}
        self._pages: dict[str, _Page] = {}
        self._held: defaultdict[str, HeldInput] = defaultdict(HeldInput)

    def pointer(self, source_id: str = DEFAULT_SOURCE_ID) -> PointerState:
        """Where a source's pointer was put last."""
        return self._held[source_id].pointer

    def offer(
        self,
        viewer_id: str,
        person_id: str,
        message: ViewerInput,
        now_s: float,
        source_id: str = DEFAULT_SOURCE_ID,
    ) -> Refusal | None:
        """Queue input from a viewer, or say why it does not count."""
        if not self._rights.may_drive(person_id, message.epoch):
            return Refusal.NOT_DRIVING
        if message.seq <= self._last_seq.get(viewer_id, 0):
            return Refusal.REPLAYED
        self._last_seq[viewer_id] = message.seq
        hand = Hand(viewer_id, person_id, message.epoch, source_id)
        if hand != self.hand:
            self.release()
            self.hand = hand
        self.heard(viewer_id, person_id, now_s, source_id)
        match message.event:
            case KeyInput():
                self._held[source_id].key(message.event)
                self._rights.drove()
            case PointerInput():
                self._held[source_id].point(message.event)
                self._rights.drove()
            case ReleaseInput():
                self._held[source_id].let_go()
        return None

    def take(self, source_id: str = DEFAULT_SOURCE_ID) -> list[RfbInput]:
        """Return what to send to a source, in order, and forget it."""
        return self._held[source_id].take()

    def heard(
        self, viewer_id: str, person_id: str, now_s: float, source_id: str = DEFAULT_SOURCE_ID
    ) -> None:
        """Note any sign of life from a viewer."""
        self._pages[viewer_id] = _Page(person_id, source_id, now_s)

    def silent(self, now_s: float) -> bool:
        """Tell whether the page that drives has not been heard of for too long."""
        return self.hand is not None and not self._alive(self.hand.viewer_id, now_s)

    def drop_hand(self, now_s: float) -> bool:
        """Release what the page that drives holds, as it left or fell silent.

        Tell whether the driver is lost with it: control goes on by any other page of theirs.
        """
        hand = self.hand
        if hand is None:
            return False
        self.release()
        for viewer_id, page in self._pages.items():
            same = page.person_id == hand.person_id and viewer_id != hand.viewer_id
            if same and self._alive(viewer_id, now_s):
                self.hand = Hand(viewer_id, page.person_id, hand.epoch, page.source_id)
                return False
        return True

    def release(self) -> None:
        """Let go of everything: control ended, changed hands, or the link is gone."""
        for held in self._held.values():
            held.let_go()
        self.hand = None

    def check_rights(self) -> None:
        """Release where the last driver no longer holds the lease."""
        hand = self.hand
        if hand is not None and not self._rights.may_drive(hand.person_id, hand.epoch):
            self.release()

    def forget_viewer(self, viewer_id: str, now_s: float) -> bool:
        """Drop a viewer that left; tell whether the driver is lost with it."""
        self._last_seq.pop(viewer_id, None)
        self._pages.pop(viewer_id, None)
        if self.hand is None or self.hand.viewer_id != viewer_id:
            return False
        return self.drop_hand(now_s)

    def _alive(self, viewer_id: str, now_s: float) -> bool:
        page = self._pages.get(viewer_id)
        return page is not None and now_s - page.heard_s <= SILENCE_S
