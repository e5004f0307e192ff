"""The scanner at work: machine, records, acquisition and outbox behind one door.

All methods belong to the event loop that ``serve`` runs in; listeners are called there with a
``Snapshot`` at each change. The operator's console and the control port are both clients of this.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import uuid4

from telescan import __version__
from telescan.dicom.mr_image import Station
from telescan.mr.prescription import Prescription
from telescan.mr.tissue import Tissue
from telescan.protocol.library import ExamProtocol
from telescan.scanner.driver import (
    Capability,
    Exam,
    ScannerDescription,
    ScannerRefusedError,
    ScannerStatus,
    Series,
    SeriesState,
)
from telescan.virtual.acquisition import (
    Imaging,
    Pace,
    arithmetic_threads,
    pace,
)
from telescan.virtual.dicom_out import send_files
from telescan.virtual.error_words import reason_of
from telescan.virtual.events import (
    Event,
    ExamClosed,
    ExamRegistered,
    FaultCleared,
    Reconstructed,
    RunFailed,
    RunStopped,
    SeriesAdded,
    SeriesSet,
    SeriesStarted,
)
from telescan.virtual.exam import demo_patient, new_exam, new_series
from telescan.virtual.instances import instances_of
from telescan.virtual.language import Language, Sentence, Spoken, Value, spoken
from telescan.virtual.machine import RUNNING, restored
from telescan.virtual.messages import Level, MessageLog
from telescan.virtual.outbox import Outbox, OutboxState
from telescan.virtual.raster import set_on
from telescan.virtual.records import Records, SavedState
from telescan.virtual.running import Running
from telescan.virtual.settings import ScannerSettings
from telescan.virtual.snapshot import By, Snapshot
from telescan.virtual.table import ISOCENTRE_MM, OUTSIDE_MM, SPEED_MM_S, Table
from telescan.virtual.words import changes, refusal

_program_log = logging.getLogger(__name__)

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
        self._saved = self.records.load()
        self._machine = restored(self._saved.exam)
        self._log = MessageLog(now, self._tell)
        self._listeners: list[Callable[[Snapshot], None]] = []
        self._run: asyncio.Task[None] | None = None
        self._running: Running | None = None
        self._fault: Sentence | None = None
        self._table = Table(speed_mm_s=SPEED_MM_S * max(1.0, settings.speed))
        self._exams_kept = self.records.exams()
        self._workers = ThreadPoolExecutor(arithmetic_threads(), thread_name_prefix="acquisition")
        self._outbox = Outbox(
            partial(send_files, settings.dicom),
            self.records.image_files,
            self._outbox_changed,
            self._saved.unsent,
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
        return self._machine.status(now_s).model_copy(update={"table_position_mm": position_mm})

    def snapshot(self) -> Snapshot:
        """Return everything that the console shows."""
        run, running = self._machine.run, self._running
        return Snapshot(
            self.status(),
            self._log.lines,
            self._outbox.state,
            live=running.images(run.slices_acquired) if run and running else (),
            prescan=running.prescan if running else None,
            fault=self._fault if self._machine.fault is not None else None,
            exams_kept=self._exams_kept,
        )

    def subscribe(self, listener: Callable[[Snapshot], None]) -> Callable[[], None]:
        """Call ``listener`` now and at each change, until the returned function is called."""
        self._listeners.append(listener)
        listener(self.snapshot())
        return lambda: self._listeners.remove(listener)

    async def serve(self) -> None:
        """Run until cancelled; a patient is registered at once if none is."""
        if self._machine.exam is None:
            self.register_next_patient()
        else:
            self._log.say(Level.INFO, "Exam {exam} is open again", exam=self._machine.exam.exam_id)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._outbox.run())
                tasks.create_task(self._tick())
        finally:
            if self._run is not None:
                self._run.cancel()
            self._workers.shutdown(wait=False, cancel_futures=True)

    def register_next_patient(self) -> None:
        """Close the open exam and register the next demo patient with the usual protocol."""
        if self._machine.phase in RUNNING:
            raise self._refusal("a series is running; stop it or wait for its end")
        if self._machine.exam is not None:
            self._apply(ExamClosed())
        self._table = self._table.sent_to(OUTSIDE_MM, self._clock())
        self._running = None
        number = self._saved.exams + 1
        patient = demo_patient(number, self.settings.seed)
        exam = new_exam(f"{uuid4()}", number, self._protocol.body_region, patient)
        self._saved = self._saved.model_copy(update={"exams": number, "exam_began": self._now()})
        self._apply(ExamRegistered(exam))
        for planned in self._protocol.series:
            self._add(planned.description, planned.prescription)
        self.records.forget_old(self._saved.unsent)
        self._exams_kept = self.records.exams()
        self._log.say(
            Level.INFO,
            "Exam {exam} registered, {region}",
            exam=exam.exam_id,
            region=exam.body_region,
        )

    def write_prescription(self, series_id: str, prescription: Prescription, by: By) -> Series:
        """Set a series' parameters, or add a copy of one that has run; return what was set."""
        series = self._series(series_id)
        if series.state is SeriesState.RUNNING:
            raise self._refusal("series {number} is running", number=series.series_number)
        weight_kg = self._open_exam().patient.weight_kg
        set_to, consequences = set_on(prescription, self.model, patient_weight_kg=weight_kg)
        if not consequences.runs:
            raise self._refused(partial(refusal, consequences.violations, self.model, prescription))
        if series.state is SeriesState.QUEUED:
            done = series.model_copy(
                update={"prescription": set_to, "scan_time_s": consequences.scan_time_s}
            )
            self._apply(SeriesSet(done))
        else:
            done = self._add(series.description, set_to)
        what = partial(changes, series.prescription, set_to, self.model)
        text = "Series {number} set by {by}: {what}"
        if done.series_id != series_id:
            text = "Series {number} copied to {copy} by {by}: {what}"
        self._say_of(series, Level.INFO, text, copy=done.series_number, by=by.value, what=what)
        return done

    def start(self, series_id: str, by: By) -> None:
        """Start a queued series."""
        series = self._series(series_id)
        exam = self._open_exam()
        if self._machine.phase in RUNNING:
            raise self._refusal("another series is running")
        if self._machine.fault is not None:
            raise self._refusal("the scanner has a fault; clear it at the console first")
        if series.state is not SeriesState.QUEUED:
            raise self._refusal("series {number} has run already", number=series.series_number)
        _, consequences = set_on(
            series.prescription, self.model, patient_weight_kg=exam.patient.weight_kg
        )
        if not consequences.runs:
            asked = series.prescription
            raise self._refused(partial(refusal, consequences.violations, self.model, asked))
        timing = self._timing(series)
        running = self._running = Running(self._imaging, exam, series, self.model)
        self._apply(
            SeriesStarted(
                series_id,
                at_s=self._clock(),
                prescan_s=timing.prescan_s,
                scan_s=timing.scan_s,
                slices=series.prescription.slices,
            )
        )
        self._say_of(series, Level.INFO, "Series {number} started by {by}", by=by.value)
        self._run = asyncio.create_task(self._acquire(running, series, exam, timing))
        self._run.add_done_callback(self._run_ended)

    def stop(self, by: By) -> None:
        """Stop the running series at once; nothing happens when none runs."""
        run, self._run = self._run, None
        if run is None or self._machine.run is None:
            return
        run.cancel()
        series = self._series(self._machine.run.series_id)
        self._apply(RunStopped())
        self._say_of(
            series,
            Level.WARNING,
            "Series {number} stopped by {by}",
            by=by.value,
        )

    def move_table(self, to_mm: float) -> None:
        """Send the table in or out. Raises ScannerRefusedError while a series runs."""
        if self._machine.phase in RUNNING:
            raise self._refusal("a series is running; stop it or wait for its end")
        self._table = self._table.sent_to(to_mm, self._clock())
        self._tell()

    def clear_fault(self) -> None:
        """Take note of a fault; the scanner can be used again."""
        if self._machine.fault is not None:
            self._apply(FaultCleared())

    def send_again(self) -> None:
        """Send what is in the outbox now."""
        self._outbox.send_again()

    def _open_exam(self) -> Exam:
        if self._machine.exam is None:
            raise self._refusal("no patient is registered")
        return self._machine.exam

    def _series(self, series_id: str) -> Series:
        series = self._machine.series(series_id)
        if series is None:
            raise self._refusal("the open exam has no series {key}", key=series_id)
        return series

    def _add(self, description: str, prescription: Prescription) -> Series:
        exam = self._open_exam()
        set_to, consequences = set_on(
            prescription, self.model, patient_weight_kg=exam.patient.weight_kg
        )
        series = new_series(exam, description, set_to, consequences.scan_time_s)
        self._apply(SeriesAdded(series))
        return series

    def _timing(self, series: Series) -> Pace:
        """Return how long a run takes, after the table has brought the patient in."""
        now_s = self._clock()
        self._table = self._table.sent_to(ISOCENTRE_MM, now_s)
        timing = pace(series.scan_time_s, self.settings.speed)
        return replace(timing, prescan_s=timing.prescan_s + self._table.arrives_in_s(now_s))

    async def _acquire(self, running: Running, series: Series, exam: Exam, timing: Pace) -> None:
        began = self._now()
        sets = await running.image_sets(
            self._apply,
            seed=self.settings.seed,
            timing=timing,
            workers=self._workers,
            clock=self._clock,
        )
        station = Station(self.settings.name, self.settings.institution, self.description)
        exam_began = self._saved.exam_began or began
        instances = await asyncio.to_thread(
            instances_of,
            exam,
            series,
            station,
            sets,
            exam_began=exam_began,
            series_began=began,
            tissues=self.tissues,
        )
        key = f"{exam.exam_id}/{series.series_id}"
        await asyncio.to_thread(self.records.keep_images, key, instances)
        self._exams_kept = self.records.exams()
        self._outbox.add(key)
        self._apply(Reconstructed())
        self._say_of(
            series,
            Level.INFO,
            "Series {number} done, {count} images",
            count=len(instances),
        )

    def _run_ended(self, run: asyncio.Task[None]) -> None:
        error = None if run.cancelled() else run.exception()
        if error is None or self._machine.run is None:
            return
        _program_log.error("the acquisition failed", exc_info=error)
        series = self._series(self._machine.run.series_id)
        why = reason_of(error)
        self._fault = spoken("Acquisition failed: {error}", error=why)
        self._apply(RunFailed(str(self._fault)))
        self._say_of(series, Level.ERROR, "Series {number} failed: {error}", error=why)

    async def _tick(self) -> None:
        moving = False
        while True:
            await asyncio.sleep(TICK_S)
            if self._machine.phase in RUNNING or moving:
                self._tell()
            moving = self._table.moving(self._clock())

    def _apply(self, event: Event) -> None:
        before = self._machine.exam
        self._machine = self._machine.after(event)
        if self._machine.exam != before:
            self._save()
        self._tell()

    def _outbox_changed(self, state: OutboxState) -> None:
        if state.unsent != self._saved.unsent:
            self._save(unsent=state.unsent)
        self._tell()

    def _save(self, unsent: tuple[str, ...] | None = None) -> None:
        self._saved = SavedState(
            exam=self._machine.exam,
            exam_began=self._saved.exam_began,
            exams=self._saved.exams,
            unsent=self._saved.unsent if unsent is None else unsent,
        )
        self.records.save(self._saved)

    def _say_of(self, series: Series, level: Level, text: str, **values: Value) -> None:
        self._log.say(level, text, number=series.series_number, **values)

    def _refusal(self, text: str, **values: str | int) -> ScannerRefusedError:
        return self._refused(spoken(text, **values))

    def _refused(self, reason: Spoken) -> ScannerRefusedError:
        self._log.say(Level.WARNING, "Not done: {reason}", reason=reason)
        return ScannerRefusedError(reason(Language.ENGLISH))

    def _tell(self) -> None:
        snapshot = self.snapshot()
        for listener in tuple(self._listeners):
            listener(snapshot)
