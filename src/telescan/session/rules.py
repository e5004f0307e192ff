"""The door to a session: who may command what, and when. Pure; everything it needs is passed in.

Rules that never break, as far as they are decided here:

1. At most one holder of the control lease, fenced by a growing epoch (``lease``).
2. Nobody sees without admission, nobody drives without the lease; no answer is a no
   (``admission``, ``lease``).
3. An operator takes control back at any time.
5. Only an operator starts a scan (``scans``).
6. A proposal changes the scanner only after an operator accepts, within its limits (``proposal``).
7. Every command checks the actor's roles at this site, here too, whoever passed it on.
8. No event carries anything of the patient.
"""

from collections.abc import Callable
from datetime import datetime

from telescan.identity.roles import Act, Actor, may
from telescan.session import admission, lease, lifecycle, proposal, scans
from telescan.session.commands import (
    AcceptProposal,
    Admit,
    AskForControl,
    AskForHelp,
    Close,
    Dismiss,
    GrantControl,
    Propose,
    RefuseControl,
    RefuseProposal,
    ReleaseControl,
    SessionCommand,
    StartScan,
    StopScan,
    Take,
    TakeBackControl,
    Withdraw,
    WithdrawProposal,
    WriteMessage,
)
from telescan.session.context import Context
from telescan.session.events import MessageWritten, SessionEvent
from telescan.session.refusal import Code, Refused
from telescan.session.state import Session

ACTS: dict[type, Act] = {
    AskForHelp: Act.ASK_FOR_HELP,
    Take: Act.TAKE_REQUEST,
    Withdraw: Act.ASK_FOR_HELP,
    Admit: Act.ADMIT,
    Dismiss: Act.ADMIT,
    AskForControl: Act.DRIVE,
    GrantControl: Act.GRANT_CONTROL,
    RefuseControl: Act.GRANT_CONTROL,
    ReleaseControl: Act.DRIVE,
    TakeBackControl: Act.GRANT_CONTROL,
    Propose: Act.PROPOSE,
    AcceptProposal: Act.DECIDE_PROPOSAL,
    RefuseProposal: Act.DECIDE_PROPOSAL,
    WithdrawProposal: Act.PROPOSE,
    StartScan: Act.START_SCAN,
    StopScan: Act.START_SCAN,
    WriteMessage: Act.WRITE_MESSAGE,
    Close: Act.CLOSE_SESSION,
}
"""The act that each command is; who may do it stands in ``identity.roles``."""


def decide(
    session: Session | None,
    command: SessionCommand,
    actor: Actor,
    context: Context,
    *,
    now: datetime,
    new_id: Callable[[], str],
) -> tuple[SessionEvent, ...]:
    """Return the events that a command causes; any prefix of them leaves a safe state.

    Raises Refused; then nothing has changed.
    """
    check_role(command, actor)
    if isinstance(command, AskForHelp):
        return lifecycle.ask_for_help(command, context)
    if session is None:
        raise Refused(Code.NO_SESSION, "there is no such session here")
    if lifecycle.ended(session):
        raise Refused(Code.SESSION_ENDED, f"this session is {session.state.value}")
    return _of_a_session(session, command, actor, context, now=now, new_id=new_id)


def check_role(command: SessionCommand, actor: Actor) -> None:
    """Raise Refused unless the actor's roles include the command."""
    act = ACTS[type(command)]
    if not may(actor.roles, act):
        raise Refused(Code.NOT_ALLOWED, f"your roles at this site do not include {act.value}")


def _of_a_session(  # noqa: C901, PLR0911, PLR0912  (a table with arguments: one line per command)
    session: Session,
    command: SessionCommand,
    actor: Actor,
    context: Context,
    *,
    now: datetime,
    new_id: Callable[[], str],
) -> tuple[SessionEvent, ...]:
    match command:
        case Take():
            return lifecycle.take(session, actor, context)
        case Withdraw():
            return lifecycle.withdraw(session)
        case Close():
            return lifecycle.close(session, command, actor, context)
        case Admit():
            return admission.admit(session, command, actor)
        case Dismiss():
            return admission.dismiss(session, command)
        case AskForControl():
            admission.require_admitted(session, actor)
            return lease.ask(session, actor)
        case GrantControl():
            return lease.grant(session, command, actor, context, now)
        case RefuseControl():
            return lease.refuse(session)
        case ReleaseControl():
            return lease.release(session, actor)
        case TakeBackControl():
            return lease.take_back(session)
        case Propose():
            admission.require_admitted(session, actor)
            return proposal.propose(session, command, context, new_id)
        case AcceptProposal():
            return proposal.accept(session, command, actor, context)
        case RefuseProposal():
            return proposal.refuse(session, command)
        case WithdrawProposal():
            return proposal.withdraw(session, command, actor)
        case StartScan():
            return scans.start(session, command, context)
        case StopScan():
            return scans.stop(context)
        case WriteMessage():
            admission.require_participant(session, actor)
            return (MessageWritten(text=command.text),)
        case AskForHelp():
            return lifecycle.ask_for_help(command, context)
