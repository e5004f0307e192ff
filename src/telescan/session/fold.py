"""A session is the fold of its recorded events: the same at the gateway and at the hub."""

from collections.abc import Iterable

from telescan.session import lease, lifecycle, proposal
from telescan.session.events import (
    Admitted,
    Closed,
    ControlAsked,
    ControlEnded,
    ControlGranted,
    ControlRefused,
    ControlRenewed,
    Dismissed,
    HelpAsked,
    MessageWritten,
    ProposalAccepted,
    ProposalApplied,
    ProposalFailed,
    ProposalOffered,
    ProposalRefused,
    ProposalWithdrawn,
    Recorded,
    ScanEnded,
    ScanStarted,
    ScanStopAsked,
    Taken,
    Withdrawn,
)
from telescan.session.refusal import IllegalEventError
from telescan.session.state import Control, Proposal, ProposalState, Scan, Session, SessionState


def fold(entries: Iterable[Recorded]) -> Session | None:
    """Fold the events of one session, in order. Raises IllegalEventError."""
    session: Session | None = None
    for entry in entries:
        session = evolve(session, entry)
    return session


def evolve(session: Session | None, recorded: Recorded) -> Session:
    """Return the session after one more event. Raises IllegalEventError."""
    if session is None:
        return _begun(recorded)
    if lifecycle.ended(session):
        raise IllegalEventError(session.state.value, recorded.event.kind)
    if recorded.sequence != session.sequence + 1:
        raise IllegalEventError(f"sequence {session.sequence}", f"sequence {recorded.sequence}")
    return session.model_copy(update={"sequence": recorded.sequence, **_changes(session, recorded)})


def _begun(recorded: Recorded) -> Session:
    event = recorded.event
    if not isinstance(event, HelpAsked) or recorded.actor is None or recorded.sequence != 1:
        raise IllegalEventError("no session", event.kind)
    return Session(
        session_id=recorded.session_id,
        sequence=recorded.sequence,
        site_id=recorded.site_id,
        scanner_id=recorded.scanner_id,
        state=SessionState.REQUESTED,
        reason=event.reason,
        body_region=event.body_region,
        urgent=event.urgent,
        requested_by=recorded.actor,
        requested_at=recorded.at,
    )


def _changes(session: Session, recorded: Recorded) -> dict[str, object]:  # noqa: PLR0911
    event = recorded.event
    match event:
        case HelpAsked():
            raise IllegalEventError(session.state.value, event.kind)
        case Taken():
            state = lifecycle.next_state(session.state, event)
            return {"state": state, "expert": recorded.actor, "taken_at": recorded.at}
        case Admitted() | Dismissed():
            return _admission(session, event)
        case (
            ControlAsked() | ControlRefused() | ControlGranted() | ControlRenewed() | ControlEnded()
        ):
            return {"control": lease.evolve_control(session.control, event, recorded.actor)}
        case ProposalOffered():
            return {"proposals": (*session.proposals, _offered(event, recorded))}
        case (
            ProposalAccepted()
            | ProposalRefused()
            | ProposalWithdrawn()
            | ProposalApplied()
            | ProposalFailed()
        ):
            return {
                "proposals": proposal.evolve_proposals(session.proposals, event, _answer(event))
            }
        case ScanStarted() | ScanEnded():
            return {"scans": _scans(session.scans, event, recorded)}
        case ScanStopAsked() | MessageWritten():
            return {}
        case Withdrawn() | Closed():
            return _over(session, event, recorded)


def _admission(session: Session, event: Admitted | Dismissed) -> dict[str, object]:
    others = tuple(a for a in session.admitted if a.person_id != event.person.person_id)
    if isinstance(event, Admitted):
        state = lifecycle.next_state(session.state, event)
        return {"state": state, "admitted": (*others, event.person)}
    control = session.control
    if control.holder is not None and control.holder.person_id == event.person.person_id:
        raise IllegalEventError("held", event.kind)
    if control.asked_by is not None and control.asked_by.person_id == event.person.person_id:
        control = control.model_copy(update={"asked_by": None})
    return {"admitted": others, "control": control}


def _over(session: Session, event: Withdrawn | Closed, recorded: Recorded) -> dict[str, object]:
    if session.control.holder is not None:
        raise IllegalEventError("held", event.kind)
    return {
        "state": lifecycle.next_state(session.state, event),
        "admitted": (),
        "control": Control(epoch=session.control.epoch),
        "note": event.note if isinstance(event, Closed) else "",
        "ended_at": recorded.at,
    }


def _offered(event: ProposalOffered, recorded: Recorded) -> Proposal:
    if recorded.actor is None:
        raise IllegalEventError("no actor", event.kind)
    return Proposal(
        state=ProposalState.OFFERED,
        offered_by=recorded.actor,
        offered_at=recorded.at,
        **{name: getattr(event, name) for name in type(event).model_fields if name != "kind"},
    )


def _answer(
    event: ProposalAccepted
    | ProposalRefused
    | ProposalWithdrawn
    | ProposalApplied
    | ProposalFailed,
) -> dict[str, object]:
    match event:
        case ProposalRefused():
            return {"answer": event.comment}
        case ProposalFailed():
            return {"answer": event.reason}
        case ProposalApplied():
            return {
                "as_set": event.as_set,
                "applied_series_id": event.series_id,
                "applied_series_instance_uid": event.series_instance_uid,
            }
        case _:
            return {}


def _scans(
    known: tuple[Scan, ...], event: ScanStarted | ScanEnded, recorded: Recorded
) -> tuple[Scan, ...]:
    running = next((s for s in known if s.ended_at is None), None)
    if isinstance(event, ScanStarted):
        if running is not None:
            raise IllegalEventError("scan running", event.kind)
        scan = Scan(
            series_id=event.series_id,
            series_instance_uid=event.series_instance_uid,
            series_description=event.series_description,
            prescription=event.prescription,
            started_at=recorded.at,
        )
        return (*known, scan)
    if running is None or running.series_instance_uid != event.series_instance_uid:
        raise IllegalEventError("no such scan running", event.kind)
    done = running.model_copy(update={"ended_at": recorded.at, "outcome": event.outcome.value})
    return tuple(done if s is running else s for s in known)
