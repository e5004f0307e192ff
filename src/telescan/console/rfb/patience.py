"""How long an RFB server may take, and what its silence then means. No clock: time is passed in.

A server that sent all it owes may be silent for as long as its screen does not change.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Limits of time."""

    connect_s: float = 5.0
    """From the first packet to a connection."""
    greeting_s: float = 15.0
    """From there to the screen's size, whatever comes meanwhile."""
    silence_s: float = 10.0
    """Without a byte of something that is owed."""
    message_s: float = 60.0
    """For one message or the first whole screen, however steadily it drips."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the next bytes must have come, and what is wrong if they have not."""

    at_s: float
    fault: str


class Watch:
    """Watches one connection."""

    def __init__(self, patience: Patience, now_s: float) -> None:
        self._patience = patience
        self._greeting_began_s = now_s
        self._message_began_s: float | None = None
        self._owed_since_s: float | None = None
        self._messages = 0

    def deadline(
        self, now_s: float, *, greeted: bool, amid_message: bool, messages: int, owed: bool
    ) -> Deadline | None:
        """Tell until when to wait for the next bytes, with all before handled; None: for ever.

        Args:
            now_s: time.
            greeted: whether the handshake is done.
            amid_message: whether a part of a message came.
            messages: how many came whole.
            owed: whether the whole screen was asked for and is not there yet.

        """
        limits = self._patience
        if not greeted:
            return Deadline(
                self._greeting_began_s + limits.greeting_s,
                f"the RFB server did not finish its greeting within {limits.greeting_s:g} s; "
                "check address and port, and that the server is not overloaded",
            )
        goes_on = amid_message and messages == self._messages
        self._message_began_s = _since(
            self._message_began_s if goes_on else None, amid_message, now_s
        )
        self._owed_since_s = _since(self._owed_since_s, owed, now_s)
        self._messages = messages
        silent = Deadline(
            now_s + limits.silence_s,
            f"the RFB server owes us bytes and sent none for {limits.silence_s:g} s; "
            "check the server and the network between gateway and console",
        )
        began_s = [at for at in (self._message_began_s, self._owed_since_s) if at is not None]
        slow = [
            Deadline(
                at_s + limits.message_s,
                f"the RFB server took over {limits.message_s:g} s for one message or one screen; "
                "check the network between gateway and console, or prefer encodings of fewer bytes",
            )
            for at_s in began_s
        ]
        return min([silent, *slow], key=lambda deadline: deadline.at_s) if slow else None


def _since(before_s: float | None, is_so: bool, now_s: float) -> float | None:
    if not is_so:
        return None
    return now_s if before_s is None else before_s
