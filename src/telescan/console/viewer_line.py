"""What one viewer is sent, and when: statuses by kind, pictures conflated. Pure.

One picture is under way to a viewer at a time, and behind it one more if that is small: a letter
does not wait until an image is answered for. When one is acknowledged, everything newer goes as
one. So a slow viewer gets fewer pictures, never older ones, and holds nobody else up. A viewer that
asks for a slower pace is sent the newest each time its turn comes.
"""

import math

from pydantic import BaseModel

from telescan.console.messages import PointerMoved
from telescan.identity.roles import Actor

SMALL_BYTES = 4 << 10
"""What may be sent behind a picture that is under way."""
MOST_WAITING = 64
"""Answers that may wait for a viewer; one that lets more pile up is ended."""


class ViewerLine:
    """The line from the hub to one viewer."""

    def __init__(self, viewer_id: str, actor: Actor, codecs: frozenset[int]) -> None:
        self.viewer_id = viewer_id
        self.actor = actor
        self.codecs = codecs
        self.joined_from: int | None = None
        """The site's first generation meant for this viewer, once the site admitted it."""
        self.sees_identity = False
        """Whether the site lets this viewer see who the patient is."""
        self._drawn = 0
        self._under_way: list[int] = []
        self._most_hz: float | None = None
        self._not_before_s = 0.0
        self._statuses: dict[type[BaseModel], BaseModel] = {}
        self._answers: list[BaseModel] = []

    @property
    def overrun(self) -> bool:
        """Whether the viewer takes nothing any more."""
        return len(self._answers) > MOST_WAITING

    @property
    def paused(self) -> bool:
        """Whether the viewer wants no pictures now."""
        return self._most_hz == 0

    def tell(self, status: BaseModel) -> None:
        """Queue a status; only the newest of a kind is sent."""
        self._statuses[type(status)] = status

    def answer(self, message: BaseModel) -> None:
        """Queue a message of which each counts."""
        self._answers.append(message)

    def take_texts(self) -> list[BaseModel]:
        """Return the messages to send now, and forget them; no pointer to whom sees no picture."""
        held = {PointerMoved} if self.paused else frozenset()
        sent = [status for kind, status in self._statuses.items() if kind not in held]
        texts = [*self._answers, *sent]
        self._answers = []
        self._statuses = {k: s for k, s in self._statuses.items() if k in held}
        return texts

    def pace(self, most_hz: float | None) -> None:
        """Send at most so many pictures a second from now on; None: as many as the link takes."""
        self._most_hz = most_hz
        self._not_before_s = 0.0

    def wait_s(self, now_s: float) -> float:
        """Return how long the next picture must wait, for the pace alone; infinity: for a pace."""
        if self.paused:
            return math.inf
        return max(0.0, self._not_before_s - now_s)

    def start_picture(self, newest: int, of_site: int, now_s: float = 0.0) -> int | None:
        """Return the generation that the viewer has, to send it all up to ``newest`` now.

        ``of_site`` is the site's number of the newest. None while a picture is under way, there is
        nothing new for it, or the pace says to wait.
        """
        if self.joined_from is None or self._under_way:
            return None
        if of_site < self.joined_from or newest <= self._drawn or self.wait_s(now_s) > 0:
            return None
        if self._most_hz:
            self._not_before_s = now_s + 1 / self._most_hz
        self._under_way = [newest]
        return self._drawn

    def may_follow(self, newest: int) -> int | None:
        """Return the generation under way, behind which all up to ``newest`` may go if it is small.

        None where nothing or too much is under way, there is nothing new, or a pace is to be kept.
        """
        if self.joined_from is None or self._most_hz is not None:
            return None
        if len(self._under_way) != 1 or newest <= self._under_way[0]:
            return None
        return self._under_way[0]

    def follow(self, newest: int) -> None:
        """Note that all up to ``newest`` goes behind what is under way."""
        self._under_way.append(newest)

    def acknowledge(self, generation: int) -> None:
        """Note that the viewer drew what was under way up to this generation."""
        self._drawn = max([self._drawn, *(sent for sent in self._under_way if sent <= generation)])
        self._under_way = [sent for sent in self._under_way if sent > generation]

    def start_over(self) -> None:
        """Treat the viewer as one that has drawn nothing."""
        self._drawn, self._under_way = 0, []

    def wait_for_site(self) -> None:
        """Send no pictures until the site has admitted this viewer (again)."""
        self.joined_from = None
        self.sees_identity = False
