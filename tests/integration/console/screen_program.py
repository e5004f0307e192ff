"""A program with a screen of its own (Qt's VNC plug-in): text, an image, and what keys did to it.

Prints one line for each key and button event, so that tests see what arrived.
"""

import sys

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class Screen(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        rng = np.random.default_rng(1)
        y, x = np.mgrid[:200, :300]
        smooth = 120 + 90 * np.sin(x / 23) * np.cos(y / 17)
        noisy = smooth[..., None] + rng.normal(0, 6, (*smooth.shape, 3))
        rgb = noisy.clip(0, 255).astype(np.uint8)
        self.image = QImage(rgb.data, 300, 200, 900, QImage.Format.Format_RGB888).copy()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        for place, colour in enumerate(("#ff0000", "#00ff00", "#0000ff")):
            painter.fillRect(320 + 40 * place, 10, 40, 40, QColor(colour))
        painter.drawImage(320, 60, self.image)
        painter.drawText(20, 40, f"TR 4000 ms TE 102 ms — {self.text}")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        say("press", event.key(), event.text())
        if event.key() == Qt.Key.Key_Escape:
            self.text = ""
        else:
            self.text += event.text()
        self.update()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        say("release", event.key())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        say("button", int(event.position().x()), int(event.position().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        say("unbutton", int(event.position().x()), int(event.position().y()))


application = QApplication(sys.argv)
screen = Screen()
screen.showFullScreen()
say("ready")
application.exec()
