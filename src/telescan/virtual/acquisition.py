"""One run of a series: prescan, then slices at the scanner's pace, each reconstructed as it comes.

The arithmetic happens in threads so that the scanner stays responsive; the run itself is a
coroutine, and cancelling it stops the series at that instant, whatever is being computed.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from telescan.mr.frame import ImageSet
from telescan.mr.prescription import Prescription
from telescan.scanner.driver import Series
from telescan.virtual.events import PrescanDone, ScanDone, SliceAcquired

PRESCAN_S = 8.0
"""Frequency, transmit power and shim, on a real scanner."""
SHORTEST_PRESCAN_S = 0.5
SHORTEST_SCAN_S = 1.0


class Imaging(Protocol):
    """What lies in the bore: gives images of it."""

    def image_slice(
        self, prescription: Prescription, slice_index: int, rng: np.random.Generator
    ) -> NDArray[np.float32]:
        """Acquire and reconstruct one slice: magnitudes, (frame, row, column) as displayed."""

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

    The arithmetic begins with the prescan, ahead of the scanner's pace; a slice counts as acquired
    when both the pace and the arithmetic have reached it.
    """
    loop = asyncio.get_running_loop()
    prescription, uid = series.prescription, series.series_instance_uid
    coming = []
    for index in range(prescription.slices):
        rng = slice_generator(seed, uid, index)
        work = partial(imaging.image_slice, prescription, index, rng)
        coming.append(loop.run_in_executor(workers, work))
    try:
        await asyncio.sleep(timing.prescan_s)
        began_s = clock()
        report(PrescanDone(began_s))
        images: list[NDArray[np.float32]] = []
        for index, image in enumerate(coming):
            due_s = began_s + timing.scan_s * (index + 1) / prescription.slices
            images.append(await image)
            await asyncio.sleep(max(0.0, due_s - clock()))
            report(SliceAcquired())
    finally:
        for image in coming:
            image.cancel()
    report(ScanDone())
    return imaging.image_sets(prescription, np.stack(images, axis=1))
