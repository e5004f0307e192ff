"""The scanner at work: state, runs, table and outbox behind one door.

All methods belong to the event loop that ``serve`` runs in; listeners are called there with a
``Snapshot`` at each change. The operator's console and the control port are both clients of this.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import uuid4

from telescan import __version__
from telescan.dicom.mr_image import Station
from telescan.mr.consequences import Consequences
from telescan.mr.prescription import Prescription
from telescan.mr.tissue import Tissue
from telescan.protocol.library import ExamProtocol
from telescan.scanner.driver import (
    Capability,
    Exam,
    ScannerDescription,
    ScannerStatus,
    Series,
    SeriesState,
)
from telescan.virtual.acquisition import Imaging, Pace, pace
from telescan.virtual.dicom_out import send_files
from telescan.virtual.events import ExamClosed, FaultCleared, RunStopped, SeriesAdded, SeriesSet
from telescan.virtual.exam import demo_patient, new_exam, new_series
from telescan.virtual.machine import RUNNING
from telescan.virtual.messages import Level, MessageLog
from telescan.virtual.outbox import Outbox, OutboxState
from telescan.virtual.raster import set_on
from telescan.virtual.records import Records
from telescan.virtual.series_runs import SeriesRuns
from telescan.virtual.settings import ScannerSettings
from telescan.virtual.snapshot import By, Snapshot
from telescan.virtual.state import State
from telescan.virtual.table import ISOCENTRE_MM, OUTSIDE_MM, SPEED_MM_S, Table
from telescan.virtual.words import changes, refusal

TICK_S = 0.2
"""Progress is told this often while a series runs."""


class Engine:
    """One virtual scanner, switched on."""

    def __init__(
        self,
        settings: ScannerSettings,
        imaging: Imaging,
        protocol: ExamProtocol,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self.settings = settings
        self.model = settings.scanner_model
        self.records = Records(settings.data_folder)
        self._imaging = imaging
        self._protocol = protocol
        self._clock = clock
        self._now = now
        self._listeners: list[Callable[[Snapshot], None]] = []
        self._log = MessageLog(now, self._tell)
        self._state = State(self.records, self._tell)
        self._table = Table(speed_mm_s=SPEED_MM_S * max(1.0, settings.speed))
        self._outbox = Outbox(
            partial(send_files, settings.dicom),
            self.records.image_files,
            self._outbox_changed,
            self._state.saved.unsent,
        )
        self._runs = SeriesRuns(
            imaging,
            self.model,
            Station(settings.name, settings.institution, self.description),
            seed=settings.seed,
            state=self._state,
            records=self.records,
            outbox=self._outbox,
            log=self._log,
            clock=clock,
            now=now,
        )

    @property
    def description(self) -> ScannerDescription:
        """Who the scanner is."""
        return ScannerDescription(
            model=self.model,
            serial_number=self.settings.serial_number,
            software_version=f"Telescan {__version__}",
            capabilities=frozenset(Capability),
        )

    @property
    def tissues(self) -> tuple[Tissue, ...]:
        """What lies in the bore is made of them."""
        return self._imaging.tissues

    def status(self) -> ScannerStatus:
        """Return what the scanner is doing now."""
        now_s = self._clock()
        position_mm = self._table.position_mm(now_s)
        status = self._state.machine.status(now_s)
        return status.model_copy(update={"table_position_mm": position_mm})

    def snapshot(self) -> Snapshot:
        """Return everything that the console shows."""
        machine, latest = self._state.machine, self._runs.latest
        return Snapshot(
            self.status(),
            self._log.lines,
            self._outbox.state,
            live=latest.images(machine.run.slices_acquired) if machine.run and latest else (),
            prescan=latest.prescan if latest else None,
            fault=self._runs.failed if machine.fault is not None else None,
            exams_kept=self._state.exams_kept,
        )

    def subscribe(self, listener: Callable[[Snapshot], None]) -> Callable[[], None]:
        """Call ``listener`` now and at each change, until the returned function is called."""
        self._listeners.append(listener)
        listener(self.snapshot())
        return lambda: self._listeners.remove(listener)

    async def serve(self) -> None:
        """Run until cancelled; a patient is registered at once if none is."""
        exam = self._state.machine.exam
        if exam is None:
            self.register_next_patient()
        else:
            self._log.say(Level.INFO, "Exam {exam} is open again", exam=exam.exam_id)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._outbox.run())
                tasks.create_task(self._tick())
        finally:
            self._runs.close()

    def register_next_patient(self) -> None:
        """Close the open exam and register the next demo patient with the usual protocol."""
        self._require_rest()
        if self._state.machine.exam is not None:
            self._state.apply(ExamClosed())
        self._table = self._table.sent_to(OUTSIDE_MM, self._clock())
        self._runs.latest = None
        number = self._state.saved.exams + 1
        patient = demo_patient(number, self.settings.seed)
        exam = new_exam(f"{uuid4()}", number, self._protocol.body_region, patient)
        self._state.register(exam, self._now())
        for planned in self._protocol.series:
            self._add(planned.description, *self._set_on(planned.prescription))
        self._state.forget_old_exams()
        text = "Exam {exam} registered, {region}"
        self._log.say(Level.INFO, text, exam=exam.exam_id, region=exam.body_region)

    def write_prescription(self, series_id: str, prescription: Prescription, by: By) -> Series:
        """Set a series' parameters, or add a copy of one that has run; return what was set."""
        series = self._series(series_id)
        if series.state is SeriesState.RUNNING:
            raise self._log.refusal("series {number} is running", number=series.series_number)
        set_to, consequences = self._able_to_run(prescription)
        what = partial(changes, series.prescription, set_to, self.model)
        if series.state is not SeriesState.QUEUED:
            copy = self._add(series.description, set_to, consequences)
            text, number = "Series {number} copied to {copy} by {by}: {what}", copy.series_number
            self._log.say_of(series, Level.INFO, text, copy=number, by=by.value, what=what)
            return copy
        time_s = consequences.scan_time_s
        done = series.model_copy(update={"prescription": set_to, "scan_time_s": time_s})
        self._state.apply(SeriesSet(done))
        text = "Series {number} set by {by}: {what}"
        self._log.say_of(series, Level.INFO, text, by=by.value, what=what)
        return done

    def start(self, series_id: str, by: By) -> None:
        """Start a queued series."""
        series, exam, machine = self._series(series_id), self._open_exam(), self._state.machine
        if machine.phase in RUNNING:
            raise self._log.refusal("another series is running")
        if machine.fault is not None:
            raise self._log.refusal("the scanner has a fault; clear it at the console first")
        if series.state is not SeriesState.QUEUED:
            raise self._log.refusal("series {number} has run already", number=series.series_number)
        self._able_to_run(series.prescription)
        self._runs.start(exam, series, self._timing(series))
        self._log.say_of(series, Level.INFO, "Series {number} started by {by}", by=by.value)

    def stop(self, by: By) -> None:
        """Stop the running series at once; nothing happens when none runs."""
        run = self._state.machine.run
        if run is None:
            return
        self._runs.stop()
        series = self._series(run.series_id)
        self._state.apply(RunStopped())
        self._log.say_of(series, Level.WARNING, "Series {number} stopped by {by}", by=by.value)

    def move_table(self, to_mm: float) -> None:
        """Send the table in or out. Raises ScannerRefusedError while a series runs."""
        self._require_rest()
        self._table = self._table.sent_to(to_mm, self._clock())
        self._tell()

    def clear_fault(self) -> None:
        """Take note of a fault; the scanner can be used again."""
        if self._state.machine.fault is not None:
            self._state.apply(FaultCleared())

    def send_again(self) -> None:
        """Send what is in the outbox now."""
        self._outbox.send_again()

    def _require_rest(self) -> None:
        if self._state.machine.phase in RUNNING:
            raise self._log.refusal("a series is running; stop it or wait for its end")

    def _open_exam(self) -> Exam:
        exam = self._state.machine.exam
        if exam is None:
            raise self._log.refusal("no patient is registered")
        return exam

    def _series(self, series_id: str) -> Series:
        series = self._state.machine.series(series_id)
        if series is None:
            raise self._log.refusal("the open exam has no series {key}", key=series_id)
        return series

    def _set_on(self, prescription: Prescription) -> tuple[Prescription, Consequences]:
        weight_kg = self._open_exam().patient.weight_kg
        return set_on(prescription, self.model, patient_weight_kg=weight_kg)

    def _able_to_run(self, asked: Prescription) -> tuple[Prescription, Consequences]:
        """Return what the scanner makes of a prescription. Raises ScannerRefusedError."""
        set_to, consequences = self._set_on(asked)
        if not consequences.runs:
            why = partial(refusal, consequences.violations, self.model, asked)
            raise self._log.refused(why)
        return set_to, consequences

    def _add(self, description: str, set_to: Prescription, consequences: Consequences) -> Series:
        series = new_series(self._open_exam(), description, set_to, consequences.scan_time_s)
        self._state.apply(SeriesAdded(series))
        return series

    def _timing(self, series: Series) -> Pace:
        """Return how long a run takes, after the table has brought the patient in."""
        now_s = self._clock()
        self._table = self._table.sent_to(ISOCENTRE_MM, now_s)
        timing = pace(series.scan_time_s, self.settings.speed)
        return replace(timing, prescan_s=timing.prescan_s + self._table.arrives_in_s(now_s))

    async def _tick(self) -> None:
        moving = False
        while True:
            await asyncio.sleep(TICK_S)
            if self._state.machine.phase in RUNNING or moving:
                self._tell()
            moving = self._table.moving(self._clock())

    def _outbox_changed(self, state: OutboxState) -> None:
        self._state.keep_unsent(state.unsent)
        self._tell()

    def _tell(self) -> None:
        if self._listeners:
            snapshot = self.snapshot()
            for listener in tuple(self._listeners):
                listener(snapshot)
