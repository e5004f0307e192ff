"""Between the engine's event loop and Qt's: snapshots come in as a signal, acts go out.

Qt delivers a signal from another thread in its own loop; acts are handed to the engine's loop.
"""

import asyncio
import contextlib
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from telescan.mr.prescription import Prescription
from telescan.scanner.driver import ScannerRefusedError, Series
from telescan.virtual.engine import Engine
from telescan.virtual.snapshot import By, Snapshot


class Bridge(QObject):
    """The engine as the widgets see it."""

    changed = Signal(object)
    """A new ``Snapshot``."""
    written = Signal(object, object)
    """The ``Prescription`` that was asked for, and the ``Series`` that has it, or None: refused."""

    def __init__(self, engine: Engine, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self.engine = engine
        self._loop = loop

    def begin(self) -> None:
        """Begin to emit ``changed``, with the present state first."""
        self._loop.call_soon_threadsafe(self.engine.subscribe, self._emit)

    def start(self, series_id: str) -> None:
        """Start a series."""
        self._do(lambda: self.engine.start(series_id, By.CONSOLE))

    def stop(self) -> None:
        """Stop the running series."""
        self._do(lambda: self.engine.stop(By.CONSOLE))

    def register_next_patient(self) -> None:
        """Close the exam and register the next demo patient."""
        self._do(self.engine.register_next_patient)

    def move_table(self, to_mm: float) -> None:
        """Send the patient table in or out."""
        self._do(lambda: self.engine.move_table(to_mm))

    def clear_fault(self) -> None:
        """Take note of a fault."""
        self._do(self.engine.clear_fault)

    def send_again(self) -> None:
        """Send the outbox now."""
        self._do(self.engine.send_again)

    def write_prescription(self, series_id: str, prescription: Prescription) -> None:
        """Set a series' parameters."""

        def write() -> None:
            done: Series | None = None
            try:
                done = self.engine.write_prescription(series_id, prescription, By.CONSOLE)
            finally:
                self.written.emit(prescription, done)

        self._do(write)

    def _emit(self, snapshot: Snapshot) -> None:
        self.changed.emit(snapshot)

    def _do(self, act: Callable[[], None]) -> None:
        def done() -> None:
            with contextlib.suppress(ScannerRefusedError):  # the message log says why
                act()

        self._loop.call_soon_threadsafe(done)
