"""One run of a series: prescan, then images as they come, until all are there."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from telescan.mr.frame import ImageSet
from telescan.mr.hardware import ScannerModel
from telescan.scanner.driver import Exam, Series
from telescan.virtual.acquisition import Imaging, Pace, acquire_series
from telescan.virtual.events import PrescanDone, ScanDone, SliceAcquired
from telescan.virtual.live_images import LiveImages
from telescan.virtual.prescan import PrescanResult, prescan


class Running:
    """What a run has brought so far."""

    def __init__(self, imaging: Imaging, exam: Exam, series: Series, model: ScannerModel) -> None:
        self._live = LiveImages(imaging)
        self._exam = exam
        self._series = series
        self._model = model
        self.prescan: PrescanResult | None = None
        """What prescan found; None while it has not ended."""

    def images(self, slices: int) -> tuple[NDArray[np.float32], ...]:
        """Return the first slices, (frame, row, column) each."""
        return self._live.first(slices)

    async def image_sets(
        self,
        report: Callable[[PrescanDone | SliceAcquired | ScanDone], None],
        *,
        seed: int,
        timing: Pace,
        workers: ThreadPoolExecutor,
        clock: Callable[[], float],
    ) -> tuple[ImageSet, ...]:
        """Run the series and return what the scanner sends of it."""

        def note(event: PrescanDone | SliceAcquired | ScanDone) -> None:
            if isinstance(event, PrescanDone):
                self.prescan = prescan(
                    self._series.prescription,
                    self._model,
                    patient_weight_kg=self._exam.patient.weight_kg,
                    exam_id=self._exam.exam_id,
                )
            report(event)

        return await acquire_series(
            self._live,
            self._series,
            seed=seed,
            timing=timing,
            report=note,
            workers=workers,
            clock=clock,
        )
