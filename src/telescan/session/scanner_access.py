"""The scanner as a session knows it: its newest status, and the three things it may be asked."""

from typing import Protocol

from telescan.mr.prescription import Prescription
from telescan.scanner.driver import ScannerDescription, ScannerStatus, Series


class Scanner(Protocol):
    """The scanner as the desk knows it; None where it cannot be reached."""

    @property
    def description(self) -> ScannerDescription | None:
        """Who it is."""

    @property
    def status(self) -> ScannerStatus | None:
        """What it does now."""

    async def write_prescription(self, series_id: str, prescription: Prescription) -> Series:
        """Set a series. Raises ScannerRefusedError, ScannerUnreachableError."""
        ...

    async def start(self, series_id: str) -> None:
        """Start a series. Raises ScannerRefusedError, ScannerUnreachableError."""

    async def stop(self) -> None:
        """Stop the running series. Raises ScannerRefusedError, ScannerUnreachableError."""
