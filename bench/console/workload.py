"""A console of the usual kind, in Qt: a text field, a log, an MR image; what both contenders show.

Two strips of black and white cells at its upper left say how many letters were typed and how many
slices were shown, so that a viewer can be asked what it shows. Lines on standard input play it:
``log`` scrolls the log, ``slice`` shows the next slice, ``play HZ`` keeps showing slices.
"""

import sys

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from bench.console.strip import CELL, CELLS, cells

MATRIX = 512
SLICES = 24
LINES_A_SCROLL = 18
_ROOM_FOR_STRIPS = 3 * CELL

type Shades = npt.NDArray[np.uint8]


def mr_slice(number: int) -> Shades:
    """Return a slice like a head's: smooth tissue and Rician noise, (row, column)."""
    y, x = np.mgrid[-1 : 1 : MATRIX * 1j, -1 : 1 : MATRIX * 1j]
    signal = np.zeros((MATRIX, MATRIX))
    level = np.cos((number - SLICES / 2) / SLICES * 2.2)
    for across, along, shade in ((0.75, 0.92, 90.0), (0.68, 0.84, 60.0), (0.6, 0.75, 40.0)):
        signal += shade * ((x / across) ** 2 + (y / along) ** 2 < level)
    for side in (-0.22, 0.22):
        signal -= 70 * (((x - side) / 0.1) ** 2 + ((y + 0.05) / 0.35) ** 2 < level**4)
    signal *= 1 + 0.15 * x - 0.1 * y
    noise = np.random.default_rng(number).normal(0, 5, (2, MATRIX, MATRIX))
    magnitude = np.hypot(np.maximum(signal, 0) + noise[0], noise[1])
    return np.clip(np.rint(magnitude), 0, 255).astype(np.uint8)


class Console(QWidget):
    """The window."""

    def __init__(self) -> None:
        super().__init__()
        self.setStyleSheet("background: #20262d; color: #dfe5ea; font: 18px 'DejaVu Sans Mono'")
        self._typed = self._shown = self._line = 0
        self._slices = [_pixmap(mr_slice(number)) for number in range(SLICES)]
        self._field, self._log, self._image = QLineEdit(), QPlainTextEdit(), QLabel()
        self._field.setMaxLength(4096)
        self._field.textEdited.connect(self._typed_one)
        self._log.setReadOnly(True)
        self._log.setMaximumBlockCount(400)
        self._log.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._log.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self._player = QTimer(self, timeout=self.next_slice)
        self.next_slice()
        for _ in range(4):
            self.scroll_log()

    def _lay_out(self) -> None:
        left, layout = QVBoxLayout(), QHBoxLayout(self)
        left.addWidget(self._field)
        left.addWidget(self._log)
        layout.setContentsMargins(CELL, _ROOM_FOR_STRIPS, CELL, CELL)
        layout.addLayout(left, 1)
        self._image.setFixedSize(MATRIX, MATRIX)
        layout.addWidget(self._image)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the strips."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor("#20262d"))
        for row, count in enumerate((self._typed, self._shown)):
            for column, white in enumerate(cells(count)):
                shade = Qt.GlobalColor.white if white else Qt.GlobalColor.black
                painter.fillRect(column * CELL, row * CELL, CELL, CELL, shade)

    def obey(self, line: str) -> None:
        """Do what a line of standard input says."""
        match line.split():
            case ["log"]:
                self.scroll_log()
            case ["slice"]:
                self.next_slice()
            case ["play", rate]:
                self._player.stop()
                if float(rate) > 0:
                    self._player.start(round(1000 / float(rate)))

    def next_slice(self) -> None:
        """Show the next slice."""
        self._image.setPixmap(self._slices[self._shown % SLICES])
        self._shown += 1
        self._update_strip(1)

    def scroll_log(self) -> None:
        """Scroll by a page's worth of new lines."""
        for _ in range(LINES_A_SCROLL):
            self._line += 1
            self._log.appendPlainText(
                f"{self._line:06d} gradient {self._line * 7919 % 997:3d} mT/m"
                f"  slew {self._line * 104_729 % 199:3d} T/m/s  receiver {self._line % 8} gain"
                f" {self._line * 31 % 60:2d} dB  table {self._line * 17 % 1800:4d} mm"
            )

    def _typed_one(self, text: str) -> None:
        self._typed += 1
        if len(text) > 60:
            self._field.clear()
        self._update_strip(0)

    def _update_strip(self, row: int) -> None:
        self.update(0, row * CELL, CELLS * CELL, CELL)


def _pixmap(shades: Shades) -> QPixmap:
    rows, columns = shades.shape
    return QPixmap.fromImage(
        QImage(shades.tobytes(), columns, rows, columns, QImage.Format.Format_Grayscale8)
    )


def main() -> None:
    """Show the console, full screen, until standard input ends."""
    application = QApplication(sys.argv)
    application.setCursorFlashTime(0)  # nothing moves unless it is told to
    console = Console()
    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)

    def heard() -> None:
        if line := sys.stdin.readline():
            console.obey(line)
        else:
            application.quit()

    notifier.activated.connect(heard)
    console.setGeometry(application.primaryScreen().geometry())
    console.show()
    console.activateWindow()  # there is no window manager to do it
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    application.exec()


if __name__ == "__main__":
    main()
