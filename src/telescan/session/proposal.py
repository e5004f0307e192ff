"""Parameters offered, and what becomes of them: the only way in which a session changes a scanner.

- Nothing reaches the scanner before an operator has accepted it, and nobody accepts their own.
- It must run on this scanner for this patient when it is offered, and again when it is accepted.
- The operator accepts what they saw: if the series has changed at the scanner since, the offer is
  outdated and cannot be accepted.
- A new offer for the same series replaces the open one, so that one answer is waited for.
- What the scanner answers is what is recorded.
"""

from collections.abc import Callable, Container

from telescan.identity.roles import Actor
from telescan.mr.consequences import Consequences, Violation, assess
from telescan.mr.prescription import Prescription
from telescan.mr.violation import said
from telescan.scanner.driver import Capability, ScannerStatus, Series, SeriesState
from telescan.session.commands import (
    AcceptProposal,
    Propose,
    RefuseProposal,
    WithdrawProposal,
)
from telescan.session.context import Context
from telescan.session.events import (
    ProposalAccepted,
    ProposalApplied,
    ProposalFailed,
    ProposalOffered,
    ProposalRefused,
    ProposalWithdrawn,
    SessionEvent,
)
from telescan.session.refusal import Code, IllegalEventError, Refused
from telescan.session.state import Proposal, ProposalState, Session

TRANSITIONS: dict[ProposalState, dict[type, ProposalState]] = {
    ProposalState.OFFERED: {
        ProposalAccepted: ProposalState.ACCEPTED,
        ProposalRefused: ProposalState.REFUSED,
        ProposalWithdrawn: ProposalState.WITHDRAWN,
    },
    ProposalState.ACCEPTED: {
        ProposalApplied: ProposalState.APPLIED,
        ProposalFailed: ProposalState.FAILED,
    },
    ProposalState.REFUSED: {},
    ProposalState.WITHDRAWN: {},
    ProposalState.APPLIED: {},
    ProposalState.FAILED: {},
}


def find(session: Session, proposal_id: str) -> Proposal:
    """Return a proposal. Raises Refused."""
    for proposal in session.proposals:
        if proposal.proposal_id == proposal_id:
            return proposal
    raise Refused(Code.NO_PROPOSAL, f"this session has no proposal {proposal_id!r}", "proposal_id")


def propose(
    session: Session, command: Propose, context: Context, new_id: Callable[[], str]
) -> tuple[SessionEvent, ...]:
    """Offer parameters for a series."""
    series = context.series(command.series_id)
    if command.prescription == series.prescription:
        raise Refused(
            Code.NOTHING_CHANGES, "these are the series' parameters already", "prescription"
        )
    open_ones = [
        p
        for p in session.proposals
        if p.series_id == series.series_id
        and p.state in {ProposalState.OFFERED, ProposalState.ACCEPTED}
    ]
    if any(p.state is ProposalState.ACCEPTED for p in open_ones):
        raise Refused(Code.PROPOSAL_BEING_SET, "the scanner is being set; wait for its answer")
    present, proposed = _assessed(series, command.prescription, context)
    offer = ProposalOffered(
        proposal_id=new_id(),
        series_id=series.series_id,
        series_description=series.description,
        present=series.prescription,
        proposed=command.prescription,
        consequences_present=present,
        consequences_proposed=proposed,
        comment=command.comment,
    )
    replaced = (ProposalWithdrawn(proposal_id=p.proposal_id) for p in open_ones)
    return (*replaced, offer)


def accept(
    session: Session, command: AcceptProposal, actor: Actor, context: Context
) -> tuple[SessionEvent, ...]:
    """Accept an offer; the scanner is set next."""
    offer = _open(session, command.proposal_id)
    if offer.offered_by.person_id == actor.person_id:
        raise Refused(Code.NOT_YOURSELF, "nobody accepts their own proposal")
    context.able(Capability.WRITE_PROTOCOL)
    series = context.series(offer.series_id)
    if series.prescription != offer.present:
        raise Refused(
            Code.PROPOSAL_OUTDATED,
            "the series was changed at the scanner since this was offered; ask for a new proposal",
            "proposal_id",
        )
    if series.state is SeriesState.RUNNING:
        raise Refused(Code.SERIES_RUNNING, "this series is running; accept when it has ended")
    _assessed(series, offer.proposed, context)
    return (ProposalAccepted(proposal_id=offer.proposal_id),)


def refuse(session: Session, command: RefuseProposal) -> tuple[SessionEvent, ...]:
    """Refuse an offer."""
    offer = _open(session, command.proposal_id)
    return (ProposalRefused(proposal_id=offer.proposal_id, comment=command.comment),)


def withdraw(session: Session, command: WithdrawProposal, actor: Actor) -> tuple[SessionEvent, ...]:
    """Take an offer back."""
    offer = _open(session, command.proposal_id)
    if offer.offered_by.person_id != actor.person_id:
        raise Refused(Code.NOT_YOURS, "only the one who offered it takes it back")
    return (ProposalWithdrawn(proposal_id=offer.proposal_id),)


def applied(proposal_id: str, answer: Series) -> ProposalApplied:
    """Record what the scanner has set."""
    return ProposalApplied(
        proposal_id=proposal_id,
        series_id=answer.series_id,
        series_instance_uid=answer.series_instance_uid,
        as_set=answer.prescription,
    )


def resolve_unanswered(
    session: Session, status: ScannerStatus, being_set: Container[str] = ()
) -> tuple[SessionEvent, ...]:
    """Settle proposals whose answer was lost, in a crash or on the way, by the scanner's status.

    A series of the exam that carries the proposed parameters means that the scanner was set. Where
    the exam is gone or still has the old ones, it was not. ``being_set`` are not settled: their
    answer is still to come.
    """
    waiting = [
        p
        for p in session.proposals
        if p.state is ProposalState.ACCEPTED and p.proposal_id not in being_set
    ]
    queue = status.exam.series if status.exam is not None else ()
    return tuple(_settled(proposal, queue) for proposal in waiting)


def _settled(proposal: Proposal, queue: tuple[Series, ...]) -> SessionEvent:
    same = [s for s in queue if s.prescription == proposal.proposed]
    same.sort(key=lambda s: (s.series_id != proposal.series_id, -s.series_number))
    if any(s.series_id == proposal.series_id for s in queue) and same:
        return applied(proposal.proposal_id, same[0])
    return ProposalFailed(
        proposal_id=proposal.proposal_id,
        reason="the scanner's answer was lost, and it is not set as proposed",
    )


def _open(session: Session, proposal_id: str) -> Proposal:
    proposal = find(session, proposal_id)
    if proposal.state is not ProposalState.OFFERED:
        raise Refused(
            Code.PROPOSAL_NOT_OPEN, f"this proposal is {proposal.state.value}", "proposal_id"
        )
    return proposal


def _assessed(
    series: Series, proposed: Prescription, context: Context
) -> tuple[Consequences, Consequences]:
    """Return what present and proposed parameters mean. Raises Refused where they do not run."""
    description, _ = context.scanner()
    weight_kg = context.exam().patient.weight_kg
    present = series.prescription
    before, after = (
        assess(p, description.model, compared_with=present, patient_weight_kg=weight_kg)
        for p in (present, proposed)
    )
    if not after.runs:
        raise _beyond(after.violations)
    return before, after


def _beyond(violations: tuple[Violation, ...]) -> Refused:
    first = violations[0]
    remedy = (
        f"; the nearest that does is {said(first.nearest)}" if first.nearest is not None else ""
    )
    return Refused(
        Code.BEYOND_LIMITS,
        f"{first.parameter} {first.value} does not run on this scanner"
        f" ({first.limit.value}){remedy}",
        f"prescription.{first.parameter}",
    )


def evolve_proposals(
    proposals: tuple[Proposal, ...], event: SessionEvent, changes: dict[str, object]
) -> tuple[Proposal, ...]:
    """Fold one event about the proposal it names; ``changes`` are its other new values.

    Raises IllegalEventError.
    """
    proposal_id = getattr(event, "proposal_id", None)
    current = next((p for p in proposals if p.proposal_id == proposal_id), None)
    state = "none" if current is None else current.state.value
    if current is None or type(event) not in TRANSITIONS[current.state]:
        raise IllegalEventError(state, event.kind)
    after = TRANSITIONS[current.state][type(event)]
    changed = current.model_copy(update={"state": after, **changes})
    return tuple(changed if p is current else p for p in proposals)
