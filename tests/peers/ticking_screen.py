"""A scanner's screen that shows the time, as a strip that can be read back, and tells its input.

Each line of output is: the moment (CLOCK_MONOTONIC, seconds), what happened, the text or button,
and which key.
"""

import sys
import time

from bench.console.strip import CELL, WRAPS_AT, cells
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

TICK_S = 1 / 32
SPAN_S = WRAPS_AT * TICK_S


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, (time.monotonic(), *words))) + "\n")
    sys.stdout.flush()


def typed(event: QKeyEvent) -> str:
    return event.text() if event.text().isprintable() and event.text() else f"key{event.key()}"


def place(event: QKeyEvent) -> int:
    """Which key it is, whatever the modifiers make of it."""
    return event.nativeScanCode() or event.key()


class Screen(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.timeout.connect(lambda: self.update(0, 0, 16 * CELL, CELL))
        self._timer.start(100)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.darkGray)
        for place, white in enumerate(cells(int(time.monotonic() / TICK_S))):
            colour = Qt.GlobalColor.white if white else Qt.GlobalColor.black
            painter.fillRect(place * CELL, 0, CELL, CELL, colour)
        for line in range(30):
            painter.drawText(20, 60 + 16 * line, f"{line} TR 4000 ms TE {100 + line} ms FA 90°" * 3)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        say("press", typed(event), place(event))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        say("release", typed(event), place(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        say("button", event.button().name)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        say("unbutton", event.button().name)


if __name__ == "__main__":
    application = QApplication(sys.argv)
    screen = Screen()
    screen.showFullScreen()
    say("ready")
    application.exec()
