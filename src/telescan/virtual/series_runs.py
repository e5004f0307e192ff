"""Runs of series, one at a time: acquired, kept on disk, handed to the outbox; or failed."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from pydicom.dataset import FileDataset

from telescan.dicom.mr_image import Station
from telescan.mr.hardware import ScannerModel
from telescan.scanner.driver import Exam, Series
from telescan.virtual.acquisition import AcquisitionStoppedError, Imaging, Pace, arithmetic_threads
from telescan.virtual.error_words import reason_of
from telescan.virtual.events import Reconstructed, RunFailed, SeriesStarted
from telescan.virtual.instances import instances_of
from telescan.virtual.language import Sentence, spoken
from telescan.virtual.messages import Level, MessageLog
from telescan.virtual.outbox import Outbox
from telescan.virtual.records import Records
from telescan.virtual.running import Running
from telescan.virtual.state import State

_program_log = logging.getLogger(__name__)


class SeriesRuns:
    """Runs series on one scanner and tells the state what happens."""

    def __init__(
        self,
        imaging: Imaging,
        model: ScannerModel,
        station: Station,
        *,
        seed: int,
        state: State,
        records: Records,
        outbox: Outbox,
        log: MessageLog,
        clock: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self._imaging = imaging
        self._model = model
        self._station = station
        self._seed = seed
        self._state = state
        self._records = records
        self._outbox = outbox
        self._log = log
        self._clock = clock
        self._now = now
        self._workers = ThreadPoolExecutor(arithmetic_threads(), thread_name_prefix="acquisition")
        self._task: asyncio.Task[None] | None = None
        self.latest: Running | None = None
        """What the run brings that is under way or ended last in this exam."""
        self.failed: Sentence | None = None
        """Why the last run that failed did."""

    def start(self, exam: Exam, series: Series, timing: Pace) -> None:
        """Start a queued series."""
        running = self.latest = Running(self._imaging, exam, series, self._model)
        self._state.apply(
            SeriesStarted(
                series.series_id,
                at_s=self._clock(),
                prescan_s=timing.prescan_s,
                scan_s=timing.scan_s,
                slices=series.prescription.slices,
            )
        )
        self._task = asyncio.create_task(self._acquire(running, exam, series, timing))
        self._task.add_done_callback(lambda task: self._ended(task, series))

    def stop(self) -> None:
        """Break off what runs, whatever is being computed."""
        if self._task is not None:
            self._task.cancel()

    def close(self) -> None:
        """Break off, and take no more."""
        self.stop()
        self._workers.shutdown(wait=False, cancel_futures=True)

    async def _acquire(self, running: Running, exam: Exam, series: Series, timing: Pace) -> None:
        began = self._now()
        sets = await running.image_sets(
            self._state.apply,
            seed=self._seed,
            timing=timing,
            workers=self._workers,
            clock=self._clock,
        )
        instances = await asyncio.to_thread(
            instances_of,
            exam,
            series,
            self._station,
            sets,
            exam_began=self._state.saved.exam_began or began,
            series_began=began,
            tissues=self._imaging.tissues,
        )
        key = f"{exam.exam_id}/{series.series_id}"
        stopped = threading.Event()
        try:
            wanted = _unless_stopped(instances, stopped)
            await asyncio.to_thread(self._records.keep_images, key, wanted)
        finally:
            stopped.set()
        self._state.look_for_exams()
        self._outbox.add(key)
        self._state.apply(Reconstructed())
        text = "Series {number} done, {count} images"
        self._log.say_of(series, Level.INFO, text, count=len(instances))

    def _ended(self, run: asyncio.Task[None], series: Series) -> None:
        error = None if run.cancelled() else run.exception()
        under_way = self._state.machine.run
        if error is None or under_way is None or under_way.series_id != series.series_id:
            return
        _program_log.error("the acquisition failed", exc_info=error)
        why = reason_of(error)
        self.failed = spoken("Acquisition failed: {error}", error=why)
        self._state.apply(RunFailed(str(self.failed)))
        self._log.say_of(series, Level.ERROR, "Series {number} failed: {error}", error=why)


def _unless_stopped(
    images: Iterable[FileDataset], stopped: threading.Event
) -> Iterator[FileDataset]:
    """Give images until the run is stopped. A thread that writes them ends with the error."""
    for image in images:
        if stopped.is_set():
            raise AcquisitionStoppedError
        yield image
    if stopped.is_set():
        raise AcquisitionStoppedError
