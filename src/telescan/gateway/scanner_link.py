"""The way to one scanner: its driver, connected again whenever the connection ends."""

import asyncio
import logging
from collections.abc import Callable

from telescan.mr.prescription import Prescription
from telescan.scanner.driver import (
    DriverError,
    ScannerDescription,
    ScannerDriver,
    ScannerStatus,
    Series,
)

_log = logging.getLogger(__name__)

_BACK_OFF_S = (0.2, 0.5, 1.0, 2.0, 5.0)


class ScannerLink:
    """A scanner with its newest status; both None while it cannot be reached."""

    def __init__(self, scanner_id: str, driver: ScannerDriver) -> None:
        self._scanner_id = scanner_id
        self._driver = driver
        self.description: ScannerDescription | None = None
        self.status: ScannerStatus | None = None
        self.on_change: Callable[[], None] = lambda: None
        """Hears of every change of either."""

    async def run(self) -> None:
        """Keep the connection until cancelled."""
        failures = 0
        try:
            while True:
                try:
                    if await self._converse():
                        failures = 0
                except DriverError as error:
                    if failures == 0:
                        _log.warning("scanner %s: %s", self._scanner_id, error)
                self._lost()
                await asyncio.sleep(_BACK_OFF_S[min(failures, len(_BACK_OFF_S) - 1)])
                failures += 1
        finally:
            await self._driver.close()

    async def write_prescription(self, series_id: str, prescription: Prescription) -> Series:
        """Set a series; what the scanner answers is in ``status`` when this returns."""
        answer = await self._driver.write_prescription(series_id, prescription)
        self._set_status(_with_series(self.status, answer))
        return answer

    async def start(self, series_id: str) -> None:
        """Start a queued series."""
        await self._driver.start(series_id)

    async def stop(self) -> None:
        """Stop the running series."""
        await self._driver.stop()

    async def _converse(self) -> bool:
        """Hold one connection to its end; tell whether any status came."""
        self.description = await self._driver.connect()
        _log.info("scanner %s is connected", self._scanner_id)
        heard = False
        async for status in self._driver.watch():
            heard = True
            self._set_status(status)
        _log.warning("scanner %s: the connection has ended", self._scanner_id)
        return heard

    def _set_status(self, status: ScannerStatus | None) -> None:
        if status != self.status:
            self.status = status
            self.on_change()

    def _lost(self) -> None:
        if self.description is not None:
            self.description = self.status = None
            self.on_change()


def _with_series(status: ScannerStatus | None, series: Series) -> ScannerStatus | None:
    """Return the status with a series as the scanner has just set it, or added it."""
    if status is None or status.exam is None:
        return status
    others = status.exam.series
    queue = tuple(series if s.series_id == series.series_id else s for s in others)
    if series not in queue:
        queue = (*queue, series)
    exam = status.exam.model_copy(update={"series": queue})
    return status.model_copy(update={"exam": exam})
