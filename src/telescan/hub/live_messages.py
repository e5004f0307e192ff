"""What the hub tells browsers as it happens, and who may hear which."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from telescan.fleet.masking import scanner_for, site_for
from telescan.fleet.views import ScannerView, SiteView
from telescan.identity.people import Person
from telescan.identity.roles import Act
from telescan.quality.results import SeriesResult
from telescan.session.events import Recorded
from telescan.session.screenshot import Screenshot
from telescan.session.state import Session


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class ScannerChanged(_Message):
    """A scanner is no longer as it was."""

    topic: Literal["scanner"] = "scanner"
    scanner: ScannerView


class SiteChanged(_Message):
    """A site is no longer as it was."""

    topic: Literal["site"] = "site"
    site: SiteView


class SessionChanged(_Message):
    """A session is no longer as it was."""

    topic: Literal["session"] = "session"
    session: Session


class EventRecorded(_Message):
    """Something happened in a session."""

    topic: Literal["recorded"] = "recorded"
    entry: Recorded


class SeriesChanged(_Message):
    """Images of a series arrived, or were judged."""

    topic: Literal["series"] = "series"
    series: SeriesResult


class ScreenshotKept(_Message):
    """A screenshot of a session's console was kept; its picture is asked for apart."""

    topic: Literal["screenshot"] = "screenshot"
    screenshot: Screenshot


LiveMessage = Annotated[
    ScannerChanged | SiteChanged | SessionChanged | EventRecorded | SeriesChanged | ScreenshotKept,
    Field(discriminator="topic"),
]
"""Any message of /api/live."""


def message_for(person: Person, message: LiveMessage) -> LiveMessage | None:
    """Return the message as this person may hear it; None: not at all."""
    match message:
        case ScannerChanged():
            scanner = scanner_for(person, message.scanner)
            return ScannerChanged(scanner=scanner) if scanner else None
        case SiteChanged():
            site = site_for(person, message.site)
            return SiteChanged(site=site) if site else None
        case SessionChanged():
            return message if person.may(Act.SEE_RECORDS, message.session.site_id) else None
        case EventRecorded():
            return message if person.may(Act.SEE_RECORDS, message.entry.site_id) else None
        case SeriesChanged():
            return message if person.may(Act.SEE_IMAGES, message.series.site_id) else None
        case ScreenshotKept():
            return message if person.may(Act.SEE_RECORDS, message.screenshot.site_id) else None
