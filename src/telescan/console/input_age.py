"""Input that waited too long in a stalled link is refused, never applied late.

Rules:

1. A page stamps each input with the least that the site's clock can have shown, reckoned from the
   site's own pongs. So the age found here is never less than the true one, whatever the link did
   to any message; it exceeds it by no more than the way of the quickest recent pong.
2. Input without a stamp, or stamped after now, has no age: it is refused.
3. Late input lets go of everything that is held, and so does all input after it until the page
   says that it heard, or drives under another lease: what was typed into an old picture is dropped
   as a whole, never in parts.
4. Letting go is never too late.

Pure: times come in as milliseconds of the site's clock, which never goes back.
"""

from dataclasses import dataclass
from enum import StrEnum

from telescan.console.messages import KeyInput, ReleaseInput, ViewerInput


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """How old input may be when it arrives at the site."""

    pointer_ms: float = 500.0
    key_ms: float = 800.0


class Verdict(StrEnum):
    """What to do with an input."""

    FRESH = "fresh"
    LATE = "late"
    """Refuse it, and tell its page."""
    AFTER_LATE = "after_late"
    """Refuse it: its page was told of the one before and has not answered yet."""


class InputAge:
    """Judges the inputs of one scanner's viewers."""

    def __init__(self, limits: AgeLimits) -> None:
        self._limits = limits
        self._refused_from: dict[str, tuple[int, int]] = {}
        """Of each viewer: the first input that was late, and the epoch of its lease."""

    def judge(
        self, viewer_id: str, message: ViewerInput, now_ms: float, *, responsive: bool = True
    ) -> Verdict:
        """Say whether an input is applied; by a source that hangs it would be, but late."""
        event = message.event
        refused_from, epoch = self._refused_from.get(viewer_id, (0, message.epoch))
        heard = isinstance(event, ReleaseInput) and event.heard_refusal >= refused_from
        if heard or epoch != message.epoch:
            self._refused_from.pop(viewer_id, None)
        if isinstance(event, ReleaseInput):
            return Verdict.FRESH
        if viewer_id in self._refused_from:
            return Verdict.AFTER_LATE
        if isinstance(event, KeyInput) and not event.down:
            return Verdict.FRESH
        limit_ms = self._limits.key_ms if isinstance(event, KeyInput) else self._limits.pointer_ms
        if responsive and message.at_ms is not None and 0 <= now_ms - message.at_ms <= limit_ms:
            return Verdict.FRESH
        self._refused_from[viewer_id] = (message.seq, message.epoch)
        return Verdict.LATE

    def forget_viewer(self, viewer_id: str) -> None:
        """Drop a viewer that left, or whose channel is lost with what its page was told."""
        self._refused_from.pop(viewer_id, None)
