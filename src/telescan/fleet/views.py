"""What the UI is told of sites and scanners."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from telescan.scanner.driver import ScannerDescription, ScannerStatus
from telescan.scanner.sources import SourceDescription


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ScannerView(_View):
    """One scanner now, the patient masked unless the reader may see patients there."""

    scanner_id: str
    site_id: str
    name: str
    online: bool
    last_seen: datetime | None
    description: ScannerDescription | None
    status: ScannerStatus | None
    session_id: str | None
    """The session that is not ended on this scanner."""
    sources: tuple[SourceDescription, ...] = ()
    """The pictures it has, the console first; empty until its site has spoken."""


class SiteView(_View):
    """One site now."""

    site_id: str
    name: str
    online: bool
    delay_ms: float | None
    """Round trip hub to gateway and back; None: not measured."""
    scanners: tuple[ScannerView, ...]
