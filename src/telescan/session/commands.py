"""What people may ask of a session: one class per command. The ``Actor`` travels beside it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from telescan.mr.prescription import Prescription

# PostgreSQL keeps no NUL: an event that held one would never get into the hub's tables.
_NO_NUL = r"^[^\x00]*$"
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000, pattern=_NO_NUL),
]
Comment = Annotated[str, StringConstraints(max_length=2_000, pattern=_NO_NUL)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=_NO_NUL)]


class _Command(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AskForHelp(_Command):
    """The operator opens a session; it is the only command without a session."""

    kind: Literal["ask_for_help"] = "ask_for_help"
    scanner_id: Id
    reason: Text
    body_region: Text
    urgent: bool = False


class Take(_Command):
    """An expert takes the request."""

    kind: Literal["take"] = "take"


class Withdraw(_Command):
    """The operator withdraws the request before anybody was admitted."""

    kind: Literal["withdraw"] = "withdraw"


class Admit(_Command):
    """The operator lets somebody see the console."""

    kind: Literal["admit"] = "admit"
    person_id: Id


class Dismiss(_Command):
    """The operator ends somebody's admission, and control with it."""

    kind: Literal["dismiss"] = "dismiss"
    person_id: Id


class AskForControl(_Command):
    """An admitted expert asks to drive."""

    kind: Literal["ask_for_control"] = "ask_for_control"


class GrantControl(_Command):
    """The operator grants the control lease."""

    kind: Literal["grant_control"] = "grant_control"
    person_id: Id


class RefuseControl(_Command):
    """The operator refuses a request for control."""

    kind: Literal["refuse_control"] = "refuse_control"


class ReleaseControl(_Command):
    """The holder gives the lease back."""

    kind: Literal["release_control"] = "release_control"


class TakeBackControl(_Command):
    """The operator ends the lease at once."""

    kind: Literal["take_back_control"] = "take_back_control"


class Propose(_Command):
    """The expert offers new parameters for a series."""

    kind: Literal["propose"] = "propose"
    series_id: Id
    prescription: Prescription
    comment: Comment = ""


class AcceptProposal(_Command):
    """The operator accepts; the gateway then sets the scanner."""

    kind: Literal["accept_proposal"] = "accept_proposal"
    proposal_id: Id


class RefuseProposal(_Command):
    """The operator refuses."""

    kind: Literal["refuse_proposal"] = "refuse_proposal"
    proposal_id: Id
    comment: Comment = ""


class WithdrawProposal(_Command):
    """The expert takes the offer back."""

    kind: Literal["withdraw_proposal"] = "withdraw_proposal"
    proposal_id: Id


class StartScan(_Command):
    """The operator starts a queued series."""

    kind: Literal["start_scan"] = "start_scan"
    series_id: Id


class StopScan(_Command):
    """The operator stops the running series."""

    kind: Literal["stop_scan"] = "stop_scan"


class WriteMessage(_Command):
    """Somebody in the session writes to the others."""

    kind: Literal["write_message"] = "write_message"
    text: Text


class Close(_Command):
    """Operator or expert close the session with a note."""

    kind: Literal["close"] = "close"
    note: Text


SessionCommand = Annotated[
    AskForHelp
    | Take
    | Withdraw
    | Admit
    | Dismiss
    | AskForControl
    | GrantControl
    | RefuseControl
    | ReleaseControl
    | TakeBackControl
    | Propose
    | AcceptProposal
    | RefuseProposal
    | WithdrawProposal
    | StartScan
    | StopScan
    | WriteMessage
    | Close,
    Field(discriminator="kind"),
]
"""Any command to a session."""
