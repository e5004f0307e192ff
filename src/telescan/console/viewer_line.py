"""What one viewer is sent, and when: statuses by kind, pictures conflated. Pure.

One picture is under way to a viewer at a time; when it is acknowledged, everything newer goes as
one. So a slow viewer gets fewer pictures, never older ones, and holds nobody else up.
"""

from pydantic import BaseModel

from telescan.identity.roles import Actor

MOST_WAITING = 64
"""Answers that may wait for a viewer; one that lets more pile up is ended."""


class ViewerLine:
    """The line from the hub to one viewer."""

    def __init__(self, viewer_id: str, actor: Actor, codecs: frozenset[int]) -> None:
        self.viewer_id = viewer_id
        self.actor = actor
        self.codecs = codecs
        self.joined_from: int | None = None
        """The first generation meant for this viewer, once the site admitted it."""
        self._drawn = 0
        self._under_way: int | None = None
        self._statuses: dict[type[BaseModel], BaseModel] = {}
        self._answers: list[BaseModel] = []

    @property
    def overrun(self) -> bool:
        """Whether the viewer takes nothing any more."""
        return len(self._answers) > MOST_WAITING

    def tell(self, status: BaseModel) -> None:
        """Queue a status; only the newest of a kind is sent."""
        self._statuses[type(status)] = status

    def answer(self, message: BaseModel) -> None:
        """Queue a message of which each counts."""
        self._answers.append(message)

    def take_texts(self) -> list[BaseModel]:
        """Return the messages to send now, and forget them."""
        texts = [*self._answers, *self._statuses.values()]
        self._answers, self._statuses = [], {}
        return texts

    def start_picture(self, newest: int) -> int | None:
        """Return the generation that the viewer has, to send it all up to ``newest`` now.

        None while a picture is under way or there is nothing new for it.
        """
        if self.joined_from is None or self._under_way is not None:
            return None
        if newest < max(self.joined_from, self._drawn + 1):
            return None
        self._under_way = newest
        return self._drawn

    def acknowledge(self, generation: int) -> None:
        """Note that the viewer drew the picture under way."""
        if self._under_way is not None and generation >= self._under_way:
            self._drawn, self._under_way = self._under_way, None

    def start_over(self) -> None:
        """Treat the viewer as one that has drawn nothing."""
        self._drawn, self._under_way = 0, None

    def wait_for_site(self) -> None:
        """Send no pictures until the site has admitted this viewer (again)."""
        self.joined_from = None
