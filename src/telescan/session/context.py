"""What the rules need to know of the site beside the session itself."""

from dataclasses import dataclass

from telescan.scanner.driver import (
    Capability,
    Exam,
    ScannerDescription,
    ScannerStatus,
    Series,
    SeriesState,
)
from telescan.session.policy import SessionPolicy
from telescan.session.refusal import Code, Refused


@dataclass(frozen=True)
class Context:
    """The site at the moment of a command. ``description`` and ``status`` None: not reachable."""

    site_id: str
    scanner_id: str
    policy: SessionPolicy
    description: ScannerDescription | None
    status: ScannerStatus | None
    running_session_id: str | None
    """The scanner's session that is not ended."""
    sessions_of_actor: int
    """Sessions at this site that the actor has taken and that are not ended."""
    last_epoch: int
    """Highest lease epoch ever granted on the scanner."""

    def scanner(self) -> tuple[ScannerDescription, ScannerStatus]:
        """Return who the scanner is and what it does. Raises Refused (scanner_unreachable)."""
        if self.description is None or self.status is None:
            raise Refused(
                Code.SCANNER_UNREACHABLE,
                "the scanner does not answer; check its power and network, then try again",
            )
        return self.description, self.status

    def able(self, capability: Capability) -> tuple[ScannerDescription, ScannerStatus]:
        """Return the scanner if its driver can do this. Raises Refused."""
        description, status = self.scanner()
        if capability not in description.capabilities:
            raise Refused(
                Code.SCANNER_CANNOT,
                f"this scanner does not offer {capability.value}; do it at its console",
            )
        return description, status

    def exam(self) -> Exam:
        """Return the open exam. Raises Refused."""
        _, status = self.scanner()
        if status.exam is None:
            raise Refused(Code.NO_SERIES, "no exam is open on the scanner", "series_id")
        return status.exam

    def series(self, series_id: str) -> Series:
        """Return one series of the open exam. Raises Refused."""
        for series in self.exam().series:
            if series.series_id == series_id:
                return series
        raise Refused(Code.NO_SERIES, f"the open exam has no series {series_id!r}", "series_id")

    def running_series(self) -> Series | None:
        """Return the series that the scanner says is running."""
        if self.status is None or self.status.exam is None:
            return None
        return next((s for s in self.status.exam.series if s.state is SeriesState.RUNNING), None)
