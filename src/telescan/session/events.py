"""What has happened in a session. Events are facts: written once at the site, never changed."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from telescan.identity.roles import Actor
from telescan.mr.consequences import Consequences
from telescan.mr.prescription import Prescription


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HelpAsked(_Event):
    """A session began."""

    kind: Literal["help_asked"] = "help_asked"
    scanner_id: str
    reason: str
    body_region: str
    urgent: bool


class Taken(_Event):
    """The actor is the session's expert."""

    kind: Literal["taken"] = "taken"


class Withdrawn(_Event):
    """The request ended without a session."""

    kind: Literal["withdrawn"] = "withdrawn"


class Admitted(_Event):
    """Somebody may see the console."""

    kind: Literal["admitted"] = "admitted"
    person: Actor


class Dismissed(_Event):
    """Somebody may no longer see the console."""

    kind: Literal["dismissed"] = "dismissed"
    person: Actor


class ControlAsked(_Event):
    """The actor asks to drive."""

    kind: Literal["control_asked"] = "control_asked"


class ControlRefused(_Event):
    """The operator refused a request for control."""

    kind: Literal["control_refused"] = "control_refused"


class ControlGranted(_Event):
    """The lease has a holder; ``epoch`` grows with each grant on a scanner and fences input."""

    kind: Literal["control_granted"] = "control_granted"
    holder: Actor
    epoch: int
    expires_at: datetime


class ControlRenewed(_Event):
    """The holder still drives: the lease ends later. Written sparingly, not at each input."""

    kind: Literal["control_renewed"] = "control_renewed"
    epoch: int
    expires_at: datetime


class ControlEnd(StrEnum):
    """Why a control lease ended."""

    RELEASED = "released"
    TAKEN_BACK = "taken_back"
    LOCAL_INPUT = "local_input"
    DISMISSED = "dismissed"
    EXPIRED = "expired"
    LINK_LOST = "link_lost"
    SESSION_CLOSED = "session_closed"
    GATEWAY_RESTARTED = "gateway_restarted"


class ControlEnded(_Event):
    """Nobody drives any more."""

    kind: Literal["control_ended"] = "control_ended"
    epoch: int
    cause: ControlEnd


class ProposalOffered(_Event):
    """An expert offers parameters, with what they mean on this scanner."""

    kind: Literal["proposal_offered"] = "proposal_offered"
    proposal_id: str
    series_id: str
    series_description: str
    present: Prescription
    proposed: Prescription
    consequences_present: Consequences
    consequences_proposed: Consequences
    comment: str


class ProposalAccepted(_Event):
    """The operator accepted; the scanner is being set."""

    kind: Literal["proposal_accepted"] = "proposal_accepted"
    proposal_id: str


class ProposalRefused(_Event):
    """The operator refused."""

    kind: Literal["proposal_refused"] = "proposal_refused"
    proposal_id: str
    comment: str


class ProposalWithdrawn(_Event):
    """The expert took the offer back."""

    kind: Literal["proposal_withdrawn"] = "proposal_withdrawn"
    proposal_id: str


class ProposalApplied(_Event):
    """The scanner answered with what it set."""

    kind: Literal["proposal_applied"] = "proposal_applied"
    proposal_id: str
    series_id: str
    """The series that carries the parameters: a copy where the one proposed for had run already."""
    series_instance_uid: str
    as_set: Prescription


class ProposalFailed(_Event):
    """The scanner did not set the parameters."""

    kind: Literal["proposal_failed"] = "proposal_failed"
    proposal_id: str
    reason: str


class ScanStarted(_Event):
    """A series was started while this session ran; without an actor: at the scanner itself."""

    kind: Literal["scan_started"] = "scan_started"
    series_id: str
    series_description: str
    series_instance_uid: str
    prescription: Prescription


class ScanStopAsked(_Event):
    """The actor stopped the running series; ``ScanEnded`` follows when the scanner says so."""

    kind: Literal["scan_stop_asked"] = "scan_stop_asked"
    series_id: str
    series_instance_uid: str


class ScanEnd(StrEnum):
    """How a scan ended."""

    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class ScanEnded(_Event):
    """The running series ended."""

    kind: Literal["scan_ended"] = "scan_ended"
    series_id: str
    series_instance_uid: str
    outcome: ScanEnd


class MessageWritten(_Event):
    """Somebody wrote to the others."""

    kind: Literal["message_written"] = "message_written"
    text: str


class Closed(_Event):
    """The session ended, with its note."""

    kind: Literal["closed"] = "closed"
    note: str


SessionEvent = Annotated[
    HelpAsked
    | Taken
    | Withdrawn
    | Admitted
    | Dismissed
    | ControlAsked
    | ControlRefused
    | ControlGranted
    | ControlRenewed
    | ControlEnded
    | ProposalOffered
    | ProposalAccepted
    | ProposalRefused
    | ProposalWithdrawn
    | ProposalApplied
    | ProposalFailed
    | ScanStarted
    | ScanStopAsked
    | ScanEnded
    | MessageWritten
    | Closed,
    Field(discriminator="kind"),
]
"""Any event of a session."""


class Recorded(BaseModel):
    """One event as written in the site's journal, and what the hub receives."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    event_id: str
    """Unique for ever; the hub writes each once however often it arrives."""
    site_id: str
    scanner_id: str
    session_id: str
    sequence: Annotated[int, Field(ge=1)]
    """Position within its session: 1, 2, 3 ... without gaps, whatever order they arrive in."""
    at: datetime
    """The site's clock, UTC."""
    actor: Actor | None
    """None: the gateway itself (a lease that expired, a scan that ended)."""
    event: SessionEvent
