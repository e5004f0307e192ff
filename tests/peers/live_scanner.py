"""What a gateway tells of a scanner that it reaches."""

from datetime import UTC, datetime

from telescan.mr.hardware import MODELS
from telescan.scanner.driver import Exam, ScannerDescription, ScannerPhase, ScannerStatus
from telescan.wire.messages import ScannerLive


def live_scanner(
    exam: Exam | None = None, *, site_id: str = "county", scanner_id: str = "county-mr2"
) -> ScannerLive:
    """Return the state of a scanner with an exam; without one it has said nothing of itself yet."""
    live = ScannerLive(
        site_id=site_id,
        scanner_id=scanner_id,
        name="MR2",
        at=datetime.now(UTC),
        reachable=True,
        description=None,
        status=None,
    )
    if exam is None:
        return live
    description = ScannerDescription(
        model=MODELS["Aster 3T"],
        serial_number="1",
        software_version="1",
        capabilities=frozenset(),
    )
    status = ScannerStatus(phase=ScannerPhase.REGISTERED, exam=exam)
    return live.model_copy(update={"description": description, "status": status})
