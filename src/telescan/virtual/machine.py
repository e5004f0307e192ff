"""The scanner's state machine: which phase it is in, which exam it holds, what may happen next.

Theory of operation. A patient is registered (an exam without series), series join the queue, one of
them is started. A run is prescan, then scanning slice by slice, then reconstruction; it ends done,
stopped or in a fault. The queue may be edited at any time, a series that runs or has run may not.
A fault must be cleared before anything is started again. An exam is closed only when nothing runs.

Rules of this file: everything that decides the scanner's phase stands here; nothing is read or
written, and time comes in with the events, in seconds of any clock that only grows. ``PHASE_AFTER``
is the whole machine: an event that does not stand under a phase is illegal there and raises
``IllegalMoveError``, and so does an event about a series that is not in the right state.
"""

from dataclasses import dataclass, replace

from telescan.scanner.driver import Exam, ScannerPhase, ScannerStatus, Series, SeriesState
from telescan.virtual.events import (
    Event,
    ExamClosed,
    ExamRegistered,
    FaultCleared,
    PrescanDone,
    Reconstructed,
    RunFailed,
    RunStopped,
    ScanDone,
    SeriesAdded,
    SeriesSet,
    SeriesStarted,
    SliceAcquired,
)

_P = ScannerPhase

PHASE_AFTER: dict[ScannerPhase, dict[type[Event], ScannerPhase]] = {
    _P.IDLE: {
        ExamRegistered: _P.REGISTERED,
    },
    _P.REGISTERED: {
        SeriesAdded: _P.PRESCRIBED,
        ExamClosed: _P.IDLE,
    },
    _P.PRESCRIBED: {
        SeriesAdded: _P.PRESCRIBED,
        SeriesSet: _P.PRESCRIBED,
        SeriesStarted: _P.PRESCAN,
        ExamClosed: _P.IDLE,
    },
    _P.PRESCAN: {
        SeriesAdded: _P.PRESCAN,
        SeriesSet: _P.PRESCAN,
        PrescanDone: _P.SCANNING,
        RunStopped: _P.STOPPED,
        RunFailed: _P.FAULT,
    },
    _P.SCANNING: {
        SeriesAdded: _P.SCANNING,
        SeriesSet: _P.SCANNING,
        SliceAcquired: _P.SCANNING,
        ScanDone: _P.RECONSTRUCTING,
        RunStopped: _P.STOPPED,
        RunFailed: _P.FAULT,
    },
    _P.RECONSTRUCTING: {
        SeriesAdded: _P.RECONSTRUCTING,
        SeriesSet: _P.RECONSTRUCTING,
        Reconstructed: _P.DONE,
        RunStopped: _P.STOPPED,
        RunFailed: _P.FAULT,
    },
    _P.DONE: {
        SeriesAdded: _P.PRESCRIBED,
        SeriesSet: _P.PRESCRIBED,
        SeriesStarted: _P.PRESCAN,
        ExamClosed: _P.IDLE,
    },
    _P.STOPPED: {
        SeriesAdded: _P.PRESCRIBED,
        SeriesSet: _P.PRESCRIBED,
        SeriesStarted: _P.PRESCAN,
        ExamClosed: _P.IDLE,
    },
    _P.FAULT: {
        SeriesAdded: _P.FAULT,
        SeriesSet: _P.FAULT,
        FaultCleared: _P.PRESCRIBED,
        ExamClosed: _P.IDLE,
    },
}

RUNNING = frozenset({_P.PRESCAN, _P.SCANNING, _P.RECONSTRUCTING})
"""The phases in which a series runs."""

_SERIES_AFTER: dict[type[Event], SeriesState] = {
    Reconstructed: SeriesState.DONE,
    RunStopped: SeriesState.STOPPED,
    RunFailed: SeriesState.FAILED,
}


class IllegalMoveError(Exception):
    """An event that cannot happen now; the message names the phase, the event and why."""

    def __init__(self, phase: ScannerPhase, event: Event, why: str) -> None:
        self.phase = phase
        self.event = event
        super().__init__(f"{type(event).__name__} while {phase}: {why}")


@dataclass(frozen=True)
class Run:
    """The running series."""

    series_id: str
    slices: int
    prescan_s: float
    scan_s: float
    phase_began_s: float
    slices_acquired: int = 0


@dataclass(frozen=True)
class Machine:
    """The scanner at one moment. ``after`` gives the next; nothing else changes it."""

    phase: ScannerPhase = ScannerPhase.IDLE
    exam: Exam | None = None
    run: Run | None = None
    fault: str | None = None

    def after(self, event: Event) -> "Machine":
        """Return the machine after ``event``. Raises IllegalMoveError."""
        phase = PHASE_AFTER.get(self.phase, {}).get(type(event))
        if phase is None:
            raise IllegalMoveError(self.phase, event, "not possible in this phase")
        return replace(self._changed_by(event), phase=phase)

    def series(self, series_id: str) -> Series | None:
        """Return a series of the exam, or None."""
        series = self.exam.series if self.exam is not None else ()
        return next((s for s in series if s.series_id == series_id), None)

    def progress(self, now_s: float) -> float | None:
        """Return the share of the running series that is acquired, 0 to 1; None: nothing runs.

        It follows the clock, but never runs more than one slice ahead of what was acquired.
        """
        if self.run is None:
            return None
        if self.phase is not _P.SCANNING:
            return 0.0 if self.phase is _P.PRESCAN else 1.0
        by_clock = (now_s - self.run.phase_began_s) / self.run.scan_s
        by_slices = (self.run.slices_acquired + 1) / self.run.slices
        return max(0.0, min(1.0, by_clock, by_slices))

    def status(self, now_s: float) -> ScannerStatus:
        """Return what the scanner tells the world."""
        progress = self.progress(now_s)
        return ScannerStatus(
            phase=self.phase,
            exam=self.exam,
            active_series_id=self.run.series_id if self.run else None,
            progress=None if progress is None else round(progress, 3),
            remaining_s=self._remaining_s(now_s),
            fault=self.fault,
        )

    def _remaining_s(self, now_s: float) -> float | None:
        progress = self.progress(now_s)
        if self.run is None or progress is None:
            return None
        elapsed_s = now_s - self.run.phase_began_s
        remaining_s = self.run.scan_s * (1.0 - progress)
        if self.phase is _P.PRESCAN:
            remaining_s += max(0.0, self.run.prescan_s - elapsed_s)
        elif progress > 0:  # when the arithmetic is slower than the clock, tell by what was done
            remaining_s = max(remaining_s, elapsed_s * (1.0 - progress) / progress)
        return round(remaining_s, 1)

    def _changed_by(self, event: Event) -> "Machine":
        match event:
            case ExamRegistered() | ExamClosed() | FaultCleared():
                return self._exam_after(event)
            case SeriesAdded(series):
                return self._with_added(series, event)
            case SeriesSet(series):
                self._queued(series.series_id, event)
                return self._with_series(series)
            case SeriesStarted():
                return self._started(event)
            case _:
                return self._run_after(event)

    def _exam_after(self, event: ExamRegistered | ExamClosed | FaultCleared) -> "Machine":
        if isinstance(event, FaultCleared):
            return replace(self, fault=None)
        if isinstance(event, ExamClosed):
            return Machine()
        if event.exam.series:
            raise IllegalMoveError(self.phase, event, "series join after registration")
        return Machine(exam=event.exam)

    def _run_after(self, event: Event) -> "Machine":
        run = self.run
        if run is None:
            raise IllegalMoveError(self.phase, event, "no series runs")
        match event:
            case PrescanDone(at_s):
                return replace(self, run=replace(run, phase_began_s=at_s))
            case SliceAcquired():
                if run.slices_acquired == run.slices:
                    raise IllegalMoveError(self.phase, event, "all slices are acquired")
                return replace(self, run=replace(run, slices_acquired=run.slices_acquired + 1))
            case ScanDone():
                if run.slices_acquired < run.slices:
                    raise IllegalMoveError(self.phase, event, "slices are missing")
                return self
        series = self.series(run.series_id)
        if series is None:
            raise IllegalMoveError(self.phase, event, "the running series left the exam")
        ended = series.model_copy(update={"state": _SERIES_AFTER[type(event)]})
        fault = event.reason if isinstance(event, RunFailed) else None
        return replace(self._with_series(ended), run=None, fault=fault)

    def _started(self, event: SeriesStarted) -> "Machine":
        series = self._queued(event.series_id, event)
        running = series.model_copy(update={"state": SeriesState.RUNNING})
        run = Run(
            series_id=event.series_id,
            slices=event.slices,
            prescan_s=event.prescan_s,
            scan_s=event.scan_s,
            phase_began_s=event.at_s,
        )
        return replace(self._with_series(running), run=run)

    def _queued(self, series_id: str, event: Event) -> Series:
        series = self.series(series_id)
        if series is None:
            raise IllegalMoveError(self.phase, event, f"the exam has no series {series_id}")
        if series.state is not SeriesState.QUEUED:
            raise IllegalMoveError(self.phase, event, f"the series is {series.state}")
        return series

    def _with_added(self, series: Series, event: Event) -> "Machine":
        if self.exam is None or series.state is not SeriesState.QUEUED:
            raise IllegalMoveError(self.phase, event, "a new series is queued, in an exam")
        if any(
            s.series_id == series.series_id or s.series_number == series.series_number
            for s in self.exam.series
        ):
            raise IllegalMoveError(self.phase, event, "the exam has that series already")
        exam = self.exam.model_copy(update={"series": (*self.exam.series, series)})
        return replace(self, exam=exam)

    def _with_series(self, series: Series) -> "Machine":
        if self.exam is None:
            return self
        changed = tuple(series if s.series_id == series.series_id else s for s in self.exam.series)
        return replace(self, exam=self.exam.model_copy(update={"series": changed}))


def restored(exam: Exam | None) -> Machine:
    """Return the machine of a scanner that was switched off with ``exam`` open.

    A series that ran then is stopped: its k-space is gone.
    """
    if exam is None:
        return Machine()
    series = tuple(
        s.model_copy(update={"state": SeriesState.STOPPED}) if s.state is SeriesState.RUNNING else s
        for s in exam.series
    )
    phase = ScannerPhase.PRESCRIBED if series else ScannerPhase.REGISTERED
    return Machine(phase=phase, exam=exam.model_copy(update={"series": series}))
