"""What gateway and hub say to each other over NATS, beside the session's own events."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from telescan.identity.roles import Actor
from telescan.scanner.driver import ScannerDescription, ScannerStatus
from telescan.scanner.sources import SourceDescription
from telescan.session.commands import SessionCommand
from telescan.session.state import Session


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CommandRequest(_Message):
    """Hub to gateway: somebody asks for something."""

    session_id: str | None
    """None only for ``ask_for_help``."""
    actor: Actor
    command: SessionCommand


class Problem(_Message):
    """Why not: a code for programs, a sentence for people, the field where one is at fault."""

    code: str
    detail: str
    field: str | None = None


class CommandReply(_Message):
    """Gateway to hub: the session as it now is, or why not."""

    session: Session | None = None
    problem: Problem | None = None


class ScannerLive(_Message):
    """Gateway to hub, on each change and every two seconds: the scanner now. Never stored.

    Patient names are masked here already unless site policy lets them leave.
    """

    site_id: str
    scanner_id: str
    name: str
    at: datetime
    reachable: bool
    description: ScannerDescription | None
    status: ScannerStatus | None
    sources: tuple[SourceDescription, ...] = ()
    """The console first."""
