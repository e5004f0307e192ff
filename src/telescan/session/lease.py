"""Who may drive the scanner: the control lease.

- At most one holder per scanner. Each grant has a higher epoch than every grant before it on that
  scanner, for ever: input that carries an older epoch is stale and refused.
- Only an operator's command grants it, only to somebody admitted who may drive, never to oneself.
- It ends by itself: when it is not renewed in time, when the link is lost, at local input, at
  dismissal, at the session's end, and whenever the gateway restarts. Whatever ends it never waits.
- Renewal needs proof of life: input from the holder over a healthy link.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from telescan.identity.roles import Act, Actor, may
from telescan.scanner.driver import Capability
from telescan.session.commands import GrantControl
from telescan.session.context import Context
from telescan.session.events import (
    ControlAsked,
    ControlEnd,
    ControlEnded,
    ControlGranted,
    ControlRefused,
    ControlRenewed,
    SessionEvent,
)
from telescan.session.policy import SessionPolicy
from telescan.session.refusal import Code, IllegalEventError, Refused
from telescan.session.state import Control, Session


class LeaseState(StrEnum):
    """Where the lease stands."""

    FREE = "free"
    HELD = "held"


TRANSITIONS: dict[LeaseState, dict[type, LeaseState]] = {
    LeaseState.FREE: {
        ControlAsked: LeaseState.FREE,
        ControlRefused: LeaseState.FREE,
        ControlGranted: LeaseState.HELD,
    },
    LeaseState.HELD: {
        ControlAsked: LeaseState.HELD,
        ControlRefused: LeaseState.HELD,
        ControlRenewed: LeaseState.HELD,
        ControlEnded: LeaseState.FREE,
    },
}


def lease_state(control: Control) -> LeaseState:
    """Return where the lease stands."""
    return LeaseState.FREE if control.holder is None else LeaseState.HELD


def is_holder(session: Session, actor: Actor) -> bool:
    """Tell whether the actor holds the lease."""
    holder = session.control.holder
    return holder is not None and holder.person_id == actor.person_id


def drives(session: Session, person_id: str, epoch: int, now: datetime) -> bool:
    """Tell whether input of a person with an epoch may reach the scanner at this moment."""
    control = session.control
    return (
        control.holder is not None
        and control.holder.person_id == person_id
        and control.epoch == epoch
        and control.expires_at is not None
        and now < control.expires_at
    )


def ask(session: Session, actor: Actor) -> tuple[SessionEvent, ...]:
    """Ask to drive."""
    if is_holder(session, actor):
        raise Refused(Code.CONTROL_HELD, "you are driving already")
    if session.control.asked_by is not None:
        raise Refused(Code.CONTROL_ALREADY_ASKED, "control was asked for; the operator will answer")
    return (ControlAsked(),)


def grant(
    session: Session, command: GrantControl, actor: Actor, context: Context, now: datetime
) -> tuple[SessionEvent, ...]:
    """Grant the lease to somebody admitted."""
    if session.control.holder is not None:
        raise Refused(Code.CONTROL_HELD, "somebody is driving; take control back first")
    person = next((a for a in session.admitted if a.person_id == command.person_id), None)
    if person is None:
        raise Refused(Code.PERSON_NOT_ADMITTED, "this person is not admitted", "person_id")
    if person.person_id == actor.person_id:
        raise Refused(Code.NOT_YOURSELF, "nobody grants control to themselves")
    if not may(person.roles, Act.DRIVE):
        raise Refused(Code.PERSON_MAY_NOT, "this person's roles do not include driving here")
    context.able(Capability.CONTROL)
    return (
        ControlGranted(
            holder=person,
            epoch=_next_epoch(session, context, now),
            expires_at=now + timedelta(seconds=context.policy.lease_seconds),
        ),
    )


def _next_epoch(session: Session, context: Context, now: datetime) -> int:
    """Return a higher epoch than any before; by the clock, also where the journal was lost."""
    return max(int(now.timestamp()), context.last_epoch + 1, session.control.epoch + 1)


def refuse(session: Session) -> tuple[SessionEvent, ...]:
    """Refuse a request for control."""
    if session.control.asked_by is None:
        raise Refused(Code.CONTROL_NOT_ASKED, "nobody has asked for control")
    return (ControlRefused(),)


def release(session: Session, actor: Actor) -> tuple[SessionEvent, ...]:
    """Give the lease back."""
    if not is_holder(session, actor):
        raise Refused(Code.NOT_YOURS, "you are not driving")
    return end_control(session, ControlEnd.RELEASED)


def take_back(session: Session) -> tuple[SessionEvent, ...]:
    """End the lease at the operator's word."""
    if session.control.holder is None:
        raise Refused(Code.CONTROL_FREE, "nobody is driving")
    return end_control(session, ControlEnd.TAKEN_BACK)


def end_control(session: Session, cause: ControlEnd) -> tuple[SessionEvent, ...]:
    """End the lease if somebody holds it."""
    if session.control.holder is None:
        return ()
    return (ControlEnded(epoch=session.control.epoch, cause=cause),)


def expire(session: Session, now: datetime) -> tuple[SessionEvent, ...]:
    """End the lease if its time is over."""
    expires_at = session.control.expires_at
    if session.control.holder is None or (expires_at is not None and now < expires_at):
        return ()
    return end_control(session, ControlEnd.EXPIRED)


def renew(
    session: Session, driven_at: datetime, now: datetime, policy: SessionPolicy
) -> tuple[SessionEvent, ...]:
    """Prolong the lease of a holder who drove last at ``driven_at``, to its full time from then.

    Written when that gains half of the lease's time, or when less than a fifth of it is left.
    """
    expires_at = session.control.expires_at
    if session.control.holder is None or expires_at is None or now >= expires_at:
        return ()
    renewed = driven_at + timedelta(seconds=policy.lease_seconds)
    gain_s = (renewed - expires_at).total_seconds()
    left_s = (expires_at - now).total_seconds()
    if gain_s < policy.lease_seconds / 2 and (gain_s <= 0 or left_s > policy.lease_seconds / 5):
        return ()
    return (ControlRenewed(epoch=session.control.epoch, expires_at=renewed),)


def evolve_control(control: Control, event: SessionEvent, actor: Actor | None) -> Control:
    """Fold one event of the lease. Raises IllegalEventError."""
    state = lease_state(control)
    if type(event) not in TRANSITIONS[state]:
        raise IllegalEventError(state.value, event.kind)
    return _FOLD[type(event)](control, event, actor)


def _granted(control: Control, event: ControlGranted, _: Actor | None) -> Control:
    if event.epoch <= control.epoch:
        raise IllegalEventError(f"epoch {control.epoch}", f"{event.kind} with {event.epoch}")
    return Control(holder=event.holder, epoch=event.epoch, expires_at=event.expires_at)


def _renewed(control: Control, event: ControlRenewed, _: Actor | None) -> Control:
    return control.model_copy(update={"expires_at": event.expires_at})


def _ended(control: Control, _event: ControlEnded, _: Actor | None) -> Control:
    return control.model_copy(update={"holder": None, "expires_at": None})


def _asked(control: Control, _event: ControlAsked, actor: Actor | None) -> Control:
    return control.model_copy(update={"asked_by": actor})


def _refused(control: Control, _event: ControlRefused, _: Actor | None) -> Control:
    return control.model_copy(update={"asked_by": None})


_FOLD: dict[type, Callable[..., Control]] = {
    ControlAsked: _asked,
    ControlRefused: _refused,
    ControlGranted: _granted,
    ControlRenewed: _renewed,
    ControlEnded: _ended,
}
