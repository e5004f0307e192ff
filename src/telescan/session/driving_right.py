"""What the console asks at every input: who sees, who drives. Answered from memory, at once.

- Yes only if the ledger says so, and the lease's time is not over: a timer that is late, or never
  comes, leaves nobody driving.
- What is taken away is blocked here first, before it is written: a journal that is slow, full or
  broken keeps nobody in control.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from telescan.console.rights import Driver
from telescan.identity.roles import Actor
from telescan.session import lease
from telescan.session.admission import admitted
from telescan.session.events import (
    Admitted,
    Closed,
    ControlEnd,
    ControlEnded,
    Dismissed,
    HelpAsked,
    Recorded,
    SessionEvent,
)
from telescan.session.ledger import SessionLedger
from telescan.session.state import Session


@dataclass(frozen=True)
class Owed:
    """Events that have taken effect and are still to be written; ``actor`` None: the site."""

    actor: Actor | None
    events: tuple[SessionEvent, ...]


class SessionRights:
    """The console's ``DrivingRight`` for one scanner."""

    def __init__(self, ledger: SessionLedger, now: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._now = now
        self._blocked_epoch = 0
        self._blocked_for = ControlEnd.TAKEN_BACK
        self._blocked_by: Actor | None = None
        self._blocked_people: dict[str, Actor | None] = {}
        self.driven_at: datetime | None = None
        """When the holder drove last."""

    def may_view(self, person_id: str) -> bool:
        """Tell whether this person may see the console now.

        That is: everybody admitted, and the operator who asked for help, whose scanner it is.
        """
        session = self._ledger.running
        if session is None or person_id in self._blocked_people:
            return False
        asked = person_id == session.requested_by.person_id
        return asked or admitted(session, person_id) is not None

    def may_drive(self, person_id: str, epoch: int) -> bool:
        """Tell whether this person holds the control lease of this epoch now."""
        session = self._ledger.running
        return (
            session is not None
            and epoch > self._blocked_epoch
            and lease.drives(session, person_id, epoch, self._now())
            and self.may_view(person_id)
        )

    def driver(self) -> Driver | None:
        """Return who drives now."""
        session = self._ledger.running
        if session is None or session.control.holder is None:
            return None
        holder, epoch = session.control.holder, session.control.epoch
        if not self.may_drive(holder.person_id, epoch):
            return None
        return Driver(holder.person_id, holder.display_name, epoch)

    def drove(self) -> None:
        """Note that the holder's input was applied: the proof of life that renews the lease."""
        self.driven_at = self._now()

    def end_control(self, cause: ControlEnd, actor: Actor | None = None) -> bool:
        """End every lease granted so far, at once. Tell whether somebody was driving."""
        drove = self.driver() is not None
        if self._ledger.last_epoch > self._blocked_epoch:
            self._blocked_epoch = self._ledger.last_epoch
            self._blocked_for, self._blocked_by = cause, actor
        return drove

    def end_every_view(self, actor: Actor | None = None) -> None:
        """End every view at once, that of the operator who asked included."""
        session = self._ledger.running
        if session is not None:
            for person in (*session.admitted, session.requested_by):
                self._blocked_people.setdefault(person.person_id, actor)

    def end(self, events: tuple[SessionEvent, ...], actor: Actor) -> None:
        """Let what these events take away end at once."""
        for event in events:
            match event:
                case ControlEnded():
                    self.end_control(event.cause, actor)
                case Dismissed():
                    self._blocked_people.setdefault(event.person.person_id, actor)
                case Closed():
                    self.end_every_view(actor)

    def owed(self, session: Session) -> tuple[Owed, ...]:
        """Return what has ended here and is not in the journal yet."""
        owed: list[Owed] = []
        control = session.control
        if control.holder is not None and control.epoch <= self._blocked_epoch:
            ended = lease.end_control(session, self._blocked_for)
            owed.append(Owed(self._blocked_by, ended))
        for person in session.admitted:
            if person.person_id in self._blocked_people:
                gone = Dismissed(person=person)
                owed.append(Owed(self._blocked_people[person.person_id], (gone,)))
        return tuple(owed)

    def written(self, entry: Recorded) -> None:
        """Take note of an entry: whom an operator admits sees again, and so does that operator."""
        match entry.event:
            case HelpAsked():
                self._blocked_people.clear()
            case Admitted(person=person):
                self._blocked_people.pop(person.person_id, None)
                if entry.actor is not None:
                    self._blocked_people.pop(entry.actor.person_id, None)
