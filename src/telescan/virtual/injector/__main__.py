"""``python -m telescan.virtual.injector``: the injector's program, started by its scanner's."""

import argparse
import asyncio
import os
import time

from PySide6.QtCore import QThread, Signal
from PySide6.QtWidgets import QApplication

from telescan.scanner.driver import DriverError, ScannerStatus
from telescan.scanner.virtual import VirtualScannerDriver
from telescan.virtual.console.loopback import keep_to_loopback
from telescan.virtual.console.theme import style_for
from telescan.virtual.injector.window import InjectorWindow
from telescan.virtual.language import Language

WIDTH_PX, HEIGHT_PX = 960, 600
_RETRY_S = 2.0


class Follower(QThread):
    """Follows the scanner by its control port."""

    told = Signal(object)
    """A ScannerStatus, or None while the scanner is out of reach."""

    def __init__(self, control_port: int) -> None:
        super().__init__()
        self._control_port = control_port

    def run(self) -> None:
        """Follow for ever; the process's end ends it."""
        asyncio.run(self._follow())

    async def _follow(self) -> None:
        while True:
            driver = VirtualScannerDriver("127.0.0.1", self._control_port)
            last: ScannerStatus | None = None
            try:
                await driver.connect()
                async for status in driver.watch():
                    if last is None or (status.phase, status.exam) != (last.phase, last.exam):
                        self.told.emit(status)
                    last = status
            except DriverError:
                pass
            finally:
                await driver.close()
            self.told.emit(None)
            await asyncio.sleep(_RETRY_S)


def main() -> None:
    """Run until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rfb-port", type=int, required=True)
    parser.add_argument("--control-port", type=int, required=True)
    parser.add_argument("--language", type=Language, default=Language.ENGLISH)
    asked = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = f"vnc:size={WIDTH_PX}x{HEIGHT_PX}:port={asked.rfb_port}"
    application = QApplication(["injector"])
    application.processEvents()  # Qt listens only once its loop has turned
    keep_to_loopback(asked.rfb_port)
    application.setStyleSheet(style_for(WIDTH_PX, asked.language))
    window = InjectorWindow(asked.language, time.monotonic)
    follower = Follower(asked.control_port)
    follower.told.connect(window.follow)
    window.showFullScreen()
    follower.start()
    application.exec()


if __name__ == "__main__":
    main()
