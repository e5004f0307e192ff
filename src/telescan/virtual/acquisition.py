"""One run of a series: prescan, then slices at the scanner's pace, each reconstructed as it comes.

The arithmetic happens in threads so that the scanner stays responsive; the run itself is a
coroutine, and cancelling it stops the series at that instant, whatever is being computed.
"""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from telescan.mr.frame import ImageSet
from telescan.mr.prescription import Prescription
from telescan.mr.tissue import Tissue
from telescan.mr.volume import Effort
from telescan.scanner.driver import Series
from telescan.virtual.events import PrescanDone, ScanDone, SliceAcquired

PRESCAN_S = 8.0
"""Frequency, transmit power and shim, on a real scanner."""
SHORTEST_PRESCAN_S = 0.5
SHORTEST_SCAN_S = 1.0
SLAB_LOOKED_AT_S = 0.1
"""How often a run looks how far the arithmetic of a slab has come."""


class AcquisitionStoppedError(Exception):
    """The series was stopped while it was being worked out."""


class Imaging(Protocol):
    """What lies in the bore: gives images of it."""

    @property
    def tissues(self) -> tuple[Tissue, ...]:
        """What it is made of."""

    def image_slice(
        self, prescription: Prescription, slice_index: int, rng: np.random.Generator
    ) -> NDArray[np.float32]:
        """Acquire and reconstruct one slice: magnitudes, (frame, row, column) as displayed."""

    def image_volume(
        self, prescription: Prescription, rng: np.random.Generator, effort: Effort
    ) -> NDArray[np.float32]:
        """Acquire and reconstruct a 3D series: magnitudes, (frame, slice, row, column)."""

    def image_sets(
        self, prescription: Prescription, images: NDArray[np.float32]
    ) -> tuple[ImageSet, ...]:
        """Return what is sent of a series' magnitudes (frame, slice, row, column)."""


@dataclass(frozen=True)
class Pace:
    """How long a run takes by the clock on the wall."""

    prescan_s: float
    scan_s: float


def pace(scan_time_s: float, speed: float) -> Pace:
    """Return the durations of a run that is ``speed`` times as fast as on a real scanner."""
    return Pace(
        prescan_s=max(SHORTEST_PRESCAN_S, PRESCAN_S / speed),
        scan_s=max(SHORTEST_SCAN_S, scan_time_s / speed),
    )


def arithmetic_threads() -> int:
    """Return how many slices are worked out at once; one core is left for the console."""
    return max(1, min(4, (os.cpu_count() or 1) - 1))


def slice_generator(seed: int, series_uid: str, slice_index: int) -> np.random.Generator:
    """Return the random numbers of one slice: the same for the same seed, series and slice."""
    return np.random.default_rng([seed, *series_uid.encode(), slice_index])


async def acquire_series(
    imaging: Imaging,
    series: Series,
    *,
    seed: int,
    timing: Pace,
    report: Callable[[PrescanDone | SliceAcquired | ScanDone], None],
    workers: ThreadPoolExecutor,
    clock: Callable[[], float],
) -> tuple[ImageSet, ...]:
    """Run a series and return what the scanner sends of it.

    The arithmetic begins with the prescan, ahead of the scanner's pace. A slice counts as acquired
    when both the pace and the arithmetic have reached it; of a slab, whose slices come out
    together, when as large a share of the arithmetic is done.
    """
    prescription = series.prescription
    stopped = threading.Event()
    slab = _SlabProgress(stopped)
    coming = _coming(imaging, series, seed=seed, workers=workers, slab=slab)
    try:
        await asyncio.sleep(timing.prescan_s)
        began_s = clock()
        report(PrescanDone(began_s))
        images: list[NDArray[np.float32]] = []
        for index in range(prescription.slices):
            due_s = began_s + timing.scan_s * (index + 1) / prescription.slices
            if not prescription.is_3d:
                images.append(await coming[index])
            elif index < prescription.slices - 1:
                await slab.reached((index + 1) / prescription.slices, coming[0])
            else:
                images = list((await coming[0]).swapaxes(0, 1))
            await asyncio.sleep(max(0.0, due_s - clock()))
            report(SliceAcquired())
    finally:
        stopped.set()
        for image in coming:
            image.cancel()
    report(ScanDone())
    return imaging.image_sets(prescription, np.stack(images, axis=1))


class _SlabProgress:
    """How far the arithmetic of a slab has come; it ends once the series is stopped."""

    def __init__(self, stopped: threading.Event) -> None:
        self._stopped = stopped
        self._done = 0.0

    def go_on(self, share: float) -> None:
        """Note the share done. Raises AcquisitionStoppedError; called from any thread."""
        if self._stopped.is_set():
            raise AcquisitionStoppedError
        self._done = share

    async def reached(self, share: float, volume: asyncio.Future[NDArray[np.float32]]) -> None:
        """Return when a share is done. Raises what the arithmetic raised."""
        while self._done < share and not volume.done():
            await asyncio.wait({volume}, timeout=SLAB_LOOKED_AT_S)
        if volume.done():
            volume.result()


def _coming(
    imaging: Imaging,
    series: Series,
    *,
    seed: int,
    workers: ThreadPoolExecutor,
    slab: _SlabProgress,
) -> list[asyncio.Future[NDArray[np.float32]]]:
    """Begin the arithmetic: of each slice, or of a slab as a whole."""
    loop = asyncio.get_running_loop()
    prescription, uid = series.prescription, series.series_instance_uid
    if prescription.is_3d:
        rng = slice_generator(seed, uid, 0)
        effort = Effort(arithmetic_threads(), slab.go_on)
        volume = partial(imaging.image_volume, prescription, rng, effort)
        return [loop.run_in_executor(workers, volume)]
    return [
        loop.run_in_executor(
            workers,
            partial(imaging.image_slice, prescription, index, slice_generator(seed, uid, index)),
        )
        for index in range(prescription.slices)
    ]
