"""What can happen to a scanner: the events that its state machine takes, see ``machine``."""

from dataclasses import dataclass

from telescan.scanner.driver import Exam, Series


@dataclass(frozen=True)
class ExamRegistered:
    """A patient is on the table; ``exam`` has no series that runs."""

    exam: Exam


@dataclass(frozen=True)
class SeriesAdded:
    """A queued series joined the exam."""

    series: Series


@dataclass(frozen=True)
class SeriesSet:
    """A queued series has other parameters."""

    series: Series


@dataclass(frozen=True)
class SeriesStarted:
    """A queued series runs: its prescan begins."""

    series_id: str
    at_s: float
    prescan_s: float
    scan_s: float
    slices: int


@dataclass(frozen=True)
class PrescanDone:
    """Frequency, power and shim are set; k-space follows."""

    at_s: float


@dataclass(frozen=True)
class SliceAcquired:
    """One more slice's k-space is complete."""


@dataclass(frozen=True)
class ScanDone:
    """All of k-space is acquired."""


@dataclass(frozen=True)
class Reconstructed:
    """The images are there."""


@dataclass(frozen=True)
class RunStopped:
    """Somebody stopped the running series."""


@dataclass(frozen=True)
class RunFailed:
    """The running series cannot go on."""

    reason: str


@dataclass(frozen=True)
class FaultCleared:
    """The operator has seen the fault."""


@dataclass(frozen=True)
class ExamClosed:
    """The patient leaves."""


type Event = (
    ExamRegistered
    | SeriesAdded
    | SeriesSet
    | SeriesStarted
    | PrescanDone
    | SliceAcquired
    | ScanDone
    | Reconstructed
    | RunStopped
    | RunFailed
    | FaultCleared
    | ExamClosed
)
