"""How updates are asked for: one by one, or continuously where the server offers it.

Rules:

- One by one, at most one request is open.
- A server that offers continuous updates sends changes by itself while its updates are wanted: one
  that came while nobody had asked again stops the flow, so a screen that nobody looks at costs
  nothing and a viewer that is slow is not run over.
- The whole screen is requested by name, once: a server that answered by less (the pointer's shape,
  the layout of monitors) knows what it owes. LibVNCServer would tell the layout for ever.
"""

from typing import Protocol


class Asking(Protocol):
    """Tells the server."""

    def ask_for_update(self, *, incremental: bool) -> None:
        """Ask for the whole screen, or for the next change."""

    def enable_continuous_updates(self, *, enable: bool) -> None:
        """Have changes sent without asking, or not."""


class Pacing:
    """The requests of one connection."""

    def __init__(self, server: Asking) -> None:
        self.whole_owed = False
        """Whether the server was asked for the whole screen and has not sent all of it."""
        self._server = server
        self._wanted = False
        self._requested = False
        self._offered = False
        self._flowing = False
        self._ends_due = 0

    def want(self, *, whole: bool) -> None:
        """Want the next update, of the whole screen or of what changed."""
        self._wanted = True
        if self._offered and not self._flowing:
            self._flow(enable=True)
        if (whole or not self._flowing) and not self._requested:
            self._request(whole=whole and not self.whole_owed)

    def want_whole_now(self) -> None:
        """Want every pixel, also where another request is open."""
        self._wanted = True
        self._request(whole=True)

    def update_came(self, *, all_known: bool) -> None:
        """Know that one update came to its end, and whether no pixel is unknown any more."""
        self._requested = False
        self.whole_owed = self.whole_owed and not all_known
        if self._flowing and not self._wanted:
            self._flow(enable=False)
        self._wanted = False

    def resized(self) -> None:
        """Know that the screen has another size: what was asked for was the old one."""
        self.whole_owed = False
        if self._flowing:
            self._server.enable_continuous_updates(enable=True)

    def continuous_ended(self) -> None:
        """Know that the server answers requests only: offered if for the first time."""
        if self._ends_due:
            self._ends_due -= 1
        elif self._flowing:
            self._flowing = False
            if self._wanted and not self._requested:
                self._request(whole=False)
        self._offered = True

    def _request(self, *, whole: bool) -> None:
        self._requested = True
        self.whole_owed = self.whole_owed or whole
        self._server.ask_for_update(incremental=not whole)

    def _flow(self, *, enable: bool) -> None:
        self._flowing = enable
        self._ends_due += not enable
        self._server.enable_continuous_updates(enable=enable)
