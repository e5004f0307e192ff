"""What a session is now: its events folded, as read by the rules, the hub and the UI."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from telescan.identity.roles import Actor
from telescan.mr.consequences import Consequences
from telescan.mr.prescription import Prescription


class SessionState(StrEnum):
    """Where a session stands."""

    REQUESTED = "requested"
    TAKEN = "taken"
    OPEN = "open"
    """Somebody is, or has been, admitted."""
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class ProposalState(StrEnum):
    """Where a proposal stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    APPLIED = "applied"
    FAILED = "failed"


class _State(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Control(_State):
    """The control lease of the session's scanner, as far as this session goes."""

    holder: Actor | None = None
    epoch: int = 0
    expires_at: datetime | None = None
    asked_by: Actor | None = None


class Proposal(_State):
    """One proposal with everything known of it."""

    proposal_id: str
    series_id: str
    series_description: str
    state: ProposalState
    offered_by: Actor
    offered_at: datetime
    present: Prescription
    proposed: Prescription
    consequences_present: Consequences
    consequences_proposed: Consequences
    comment: str = ""
    answer: str = ""
    as_set: Prescription | None = None
    applied_series_id: str | None = None
    applied_series_instance_uid: str | None = None


class Scan(_State):
    """One series started from this session."""

    series_id: str
    series_instance_uid: str
    series_description: str
    prescription: Prescription
    started_at: datetime
    ended_at: datetime | None = None
    outcome: str | None = None


class Session(_State):
    """An assistance session."""

    session_id: str
    sequence: int
    """Events folded so far; of two states of one session the higher is the newer."""
    site_id: str
    scanner_id: str
    state: SessionState
    reason: str
    body_region: str
    urgent: bool
    requested_by: Actor
    requested_at: datetime
    expert: Actor | None = None
    taken_at: datetime | None = None
    admitted: tuple[Actor, ...] = ()
    control: Control = Control()
    proposals: tuple[Proposal, ...] = ()
    scans: tuple[Scan, ...] = ()
    note: str = ""
    ended_at: datetime | None = None
