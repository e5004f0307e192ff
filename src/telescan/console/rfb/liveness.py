"""Whether a server whose connection is open still works: asked for one pixel when it is quiet.

Rules:

- Whoever looks at a screen that stands still learns within four seconds that its server hangs.
- Input goes only to a server that answers: what a hanging one has in its queue, it does when it
  wakes, and nobody can take that back. While input flows it is asked more often.

Pure: times come in as seconds of any monotonic clock.
"""

from enum import StrEnum

QUIET_S = 2.0
"""A server that somebody watches is asked after so long without a word."""
QUIET_DRIVEN_S = 0.4
"""The same while input flows."""
ANSWER_S = 2.0
"""A server that takes longer for one pixel hangs."""
ANSWER_DRIVEN_S = 0.6
"""A server that takes longer gets no more input."""
_DRIVEN_FOR_S = 1.0
_MOST_BETWEEN_LOOKS_S = 0.4
"""Time beyond this is not counted as the server's: our own process stood still."""


class Finding(StrEnum):
    """What to do now."""

    NOTHING = "nothing"
    ASK = "ask"
    HANGS = "hangs"


class Liveness:
    """The liveness of one connection."""

    def __init__(self, now_s: float) -> None:
        self._heard_s = now_s
        self._asked_s: float | None = None
        self._looked_s = now_s
        self._waited_s = 0.0
        self._driven_s = float("-inf")

    def heard(self, now_s: float) -> None:
        """Note that the server said something."""
        self._heard_s = now_s
        self._asked_s = None

    def driven(self, now_s: float) -> None:
        """Note that input went to the server."""
        self._driven_s = now_s

    def look(self, now_s: float, *, watched: bool) -> Finding:
        """Say what to do now; call it every 0.2 s. After ``ASK`` the server is taken as asked."""
        since_look_s, self._looked_s = now_s - self._looked_s, now_s
        if self._asked_s is not None:
            self._waited_s += min(since_look_s, _MOST_BETWEEN_LOOKS_S)
            return Finding.HANGS if self._waited_s > ANSWER_S else Finding.NOTHING
        driven = now_s - self._driven_s < _DRIVEN_FOR_S
        quiet_s = QUIET_DRIVEN_S if driven else QUIET_S
        if (watched or driven) and now_s - self._heard_s >= quiet_s:
            self._asked_s, self._waited_s = now_s, 0.0
            return Finding.ASK
        return Finding.NOTHING

    def responsive(self, now_s: float) -> bool:
        """Tell whether the server may be given input."""
        return self._asked_s is None or now_s - self._asked_s <= ANSWER_DRIVEN_S
