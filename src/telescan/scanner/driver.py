"""What Telescan can ask of a scanner, real or virtual.

A driver declares what it can do; nobody calls what it has not declared. The scanner's answer is the
truth: ``write_prescription`` returns what was really set.
"""

from collections.abc import AsyncIterator
from datetime import date
from enum import StrEnum
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription


class Capability(StrEnum):
    """What a driver lets us do."""

    VIEW = "view"
    CONTROL = "control"
    READ_PROTOCOL = "read_protocol"
    WRITE_PROTOCOL = "write_protocol"
    START = "start"


class ScannerPhase(StrEnum):
    """State of the scanner as a whole."""

    UNKNOWN = "unknown"
    """The driver cannot read it (a console behind KVM-over-IP)."""
    IDLE = "idle"
    REGISTERED = "registered"
    PRESCRIBED = "prescribed"
    PRESCAN = "prescan"
    SCANNING = "scanning"
    RECONSTRUCTING = "reconstructing"
    DONE = "done"
    STOPPED = "stopped"
    FAULT = "fault"


class SeriesState(StrEnum):
    """State of one series in the exam's queue."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Patient(_Message):
    """Who is on the table. Never logged; leaves the site only as site policy allows."""

    name: str
    patient_id: str
    birth_date: date | None = None
    sex: str = "O"
    weight_kg: float


class Series(_Message):
    """One series of the exam's queue."""

    series_id: str
    series_number: int
    description: str
    prescription: Prescription
    state: SeriesState = SeriesState.QUEUED
    scan_time_s: float
    series_instance_uid: str


class Exam(_Message):
    """The exam that is open on the scanner."""

    exam_id: str
    study_instance_uid: str
    body_region: str
    patient: Patient
    series: tuple[Series, ...]


class ScannerStatus(_Message):
    """What the scanner is doing now."""

    phase: ScannerPhase
    exam: Exam | None
    active_series_id: str | None = None
    progress: float | None = None
    """Share of the running series that is acquired, 0 to 1."""
    remaining_s: float | None = None
    table_position_mm: float = 0.0
    fault: str | None = None


class ScannerDescription(_Message):
    """Who the scanner is and what its driver can do."""

    model: ScannerModel
    serial_number: str
    software_version: str
    capabilities: frozenset[Capability]


class DriverError(Exception):
    """Base of what a driver may raise."""


class ScannerUnreachableError(DriverError):
    """The scanner does not answer."""


class ScannerRefusedError(DriverError):
    """The scanner will not do this now; the message says why, in the scanner's words."""


class ScannerDriver(Protocol):
    """The interface that every scanner has for Telescan."""

    async def connect(self) -> ScannerDescription:
        """Reach the scanner. Raises ScannerUnreachableError."""

    async def close(self) -> None:
        """Leave the scanner as it is and free the connection."""

    def watch(self) -> AsyncIterator[ScannerStatus]:
        """Yield the status now and at each change, until the connection ends."""

    async def write_prescription(self, series_id: str, prescription: Prescription) -> Series:
        """Set a queued series' parameters and return the series as the scanner has set it.

        A series that has run is left as it is: a copy with the new parameters joins the queue, and
        the copy is returned. Raises ScannerRefusedError, ScannerUnreachableError.
        """

    async def start(self, series_id: str) -> None:
        """Start a queued series. Raises ScannerRefusedError, ScannerUnreachableError."""

    async def stop(self) -> None:
        """Stop the running series at once. Raises ScannerUnreachableError."""
