"""From request to end: requested → taken → open → closed, or withdrawn.

- One session that is not ended per scanner; an ended session accepts nothing, for ever.
- Nobody takes their own request, and an expert has at most the site's number of sessions at once.
- A session is not closed over a running scan: its record would miss how the scan ended. Only when
  the scanner cannot be reached is it closed all the same, and the scan's outcome stays unknown.
"""

from telescan.identity.roles import Actor, Role
from telescan.session.commands import AskForHelp, Close
from telescan.session.context import Context
from telescan.session.events import (
    Admitted,
    Closed,
    ControlEnd,
    HelpAsked,
    SessionEvent,
    Taken,
    Withdrawn,
)
from telescan.session.lease import end_control
from telescan.session.refusal import Code, IllegalEventError, Refused
from telescan.session.state import ProposalState, Session, SessionState

TRANSITIONS: dict[SessionState, dict[type, SessionState]] = {
    SessionState.REQUESTED: {Taken: SessionState.TAKEN, Withdrawn: SessionState.WITHDRAWN},
    SessionState.TAKEN: {
        Admitted: SessionState.OPEN,
        Withdrawn: SessionState.WITHDRAWN,
        Closed: SessionState.CLOSED,
    },
    SessionState.OPEN: {Admitted: SessionState.OPEN, Closed: SessionState.CLOSED},
    SessionState.CLOSED: {},
    SessionState.WITHDRAWN: {},
}
"""What each event makes of a session; any other event of these kinds is illegal there."""

ENDED = frozenset({SessionState.CLOSED, SessionState.WITHDRAWN})


def ended(session: Session) -> bool:
    """Tell whether a session is over."""
    return session.state in ENDED


def next_state(state: SessionState, event: SessionEvent) -> SessionState:
    """Return the state after an event of this table. Raises IllegalEventError."""
    try:
        return TRANSITIONS[state][type(event)]
    except KeyError:
        raise IllegalEventError(state.value, event.kind) from None


def ask_for_help(command: AskForHelp, context: Context) -> tuple[SessionEvent, ...]:
    """Begin a session."""
    if command.scanner_id != context.scanner_id:
        raise Refused(Code.NO_SCANNER, f"no scanner {command.scanner_id!r} here", "scanner_id")
    if context.running_session_id is not None:
        raise Refused(
            Code.SESSION_EXISTS, "this scanner has a session already; close or withdraw it first"
        )
    return (
        HelpAsked(
            scanner_id=command.scanner_id,
            reason=command.reason,
            body_region=command.body_region,
            urgent=command.urgent,
        ),
    )


def take(session: Session, actor: Actor, context: Context) -> tuple[SessionEvent, ...]:
    """Make the actor the session's expert."""
    if session.state is not SessionState.REQUESTED:
        raise Refused(Code.ALREADY_TAKEN, "somebody has taken this request already")
    if actor.person_id == session.requested_by.person_id:
        raise Refused(Code.NOT_YOURSELF, "you asked for help yourself; somebody else must take it")
    limit = context.policy.running_sessions_per_expert
    if context.sessions_of_actor >= limit:
        raise Refused(
            Code.EXPERT_BUSY,
            f"you have {context.sessions_of_actor} running at this site, which allows {limit};"
            " close one first",
        )
    return (Taken(),)


def withdraw(session: Session) -> tuple[SessionEvent, ...]:
    """End a request before anybody was admitted."""
    if session.state is SessionState.OPEN:
        raise Refused(Code.ALREADY_OPEN, "somebody was admitted already; close the session instead")
    return (Withdrawn(),)


def close(
    session: Session, command: Close, actor: Actor, context: Context
) -> tuple[SessionEvent, ...]:
    """End a session with its note; control ends first."""
    if session.state is SessionState.REQUESTED:
        raise Refused(
            Code.SESSION_NOT_THERE_YET, "nobody has taken this request; withdraw it instead"
        )
    is_expert = session.expert is not None and session.expert.person_id == actor.person_id
    if Role.OPERATOR not in actor.roles and not is_expert:
        raise Refused(Code.NOT_YOURS, "only the site's operators and the session's expert close it")
    setting = any(p.state is ProposalState.ACCEPTED for p in session.proposals)
    if setting and context.status is not None:
        raise Refused(Code.PROPOSAL_BEING_SET, "the scanner is being set; wait for its answer")
    if any(s.ended_at is None for s in session.scans) and context.status is not None:
        raise Refused(Code.SCAN_RUNNING, "a scan is running; wait for its end, or stop it first")
    return (*end_control(session, ControlEnd.SESSION_CLOSED), Closed(note=command.note))
