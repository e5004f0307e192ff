"""What the console asks of the session at the site: who may see, who may drive."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from telescan.identity.roles import Role


@dataclass(frozen=True, slots=True)
class Driver:
    """Who holds the control lease, for all to see."""

    person_id: str
    display_name: str
    epoch: int


@dataclass(frozen=True, slots=True)
class SourceRules:
    """What a site lets be done with a source, of those whom the operator admits."""

    drivable: bool = True
    """Whether the holder of the control lease moves its mouse and keys."""
    seen_by: frozenset[Role] = frozenset(Role)
    """Who may see it at all."""
    moving: bool = False
    """Whether it is a moving image: it is sent with loss, and said to be."""
    shows_identity: bool = False
    """Whether who the patient is may leave the site, for those whose role lets them see it."""


OPEN_TO_CONTROL = SourceRules()
"""Of a console: whoever is admitted sees it, whoever holds the lease drives it."""


class LinkLoss(StrEnum):
    """How the console lost the people at its other end: what the session hears."""

    CHANNEL = "channel"
    """The hub is out of reach."""
    DRIVER = "driver"
    """The hub is there, the driver's page is gone or silent."""


class DrivingRight(Protocol):
    """The session's say on one scanner's console. Answered from memory, at once.

    The console asks at every join and every input, and again once a second for those that are
    joined; whoever changes an answer calls ``SiteStream.rights_changed`` so that it counts at once.
    """

    def may_view(self, person_id: str) -> bool:
        """Tell whether the operator or site policy lets this person see the console now."""
        ...

    def may_drive(self, person_id: str, epoch: int) -> bool:
        """Tell whether this person holds the control lease of this epoch now."""
        ...

    def driver(self) -> Driver | None:
        """Return who drives now."""
        ...

    def drove(self) -> None:
        """Learn that the driver has just used mouse or keys: a lease not used runs out."""
