"""ECG, pulse and breathing, drawn as a monitor draws them: a pen that goes round.

The pen goes while the patient lies in the bore; otherwise nothing moves on the screen.
"""

import time

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from telescan.virtual.console import theme
from telescan.virtual.language import Language, said
from telescan.virtual.physiology import Physiology

_SHOWN_S = 5.0
_GAP_S = 0.25
_REDRAWN_MS = 250
_COLOURS = ("#5fd38a", "#e0a436", "#6db6ff")
_TEXT_WIDTH = 58


class PhysioTrace(QWidget):
    """Three curves with their rates; nothing is drawn while nobody is on the table."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self.setFixedSize(290, 56)
        self.setToolTip(said("ECG, pulse and breathing (simulated)", language))
        self._physiology: Physiology | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.update)

    def show_patient(self, seed: int | None) -> None:
        """Show the patient with this seed; None while nobody lies in the bore."""
        if (self._physiology.seed if self._physiology else None) == seed:
            return
        self._physiology = Physiology(seed) if seed is not None else None
        if seed is None:
            self._timer.stop()
        else:
            self._timer.start(_REDRAWN_MS)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the curves up to now, or flat lines."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme.FIELD))
        if self._physiology is None:
            for index in range(len(_COLOURS)):
                flat = np.full(self.width() - _TEXT_WIDTH, 0.1)
                self._draw(painter, index, flat, "– –")
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now_s = time.monotonic()
        width = self.width() - _TEXT_WIDTH
        seconds = np.arange(width) / width * _SHOWN_S
        turn_s = now_s % _SHOWN_S
        ahead = seconds > turn_s
        times_s = now_s - turn_s + seconds - np.where(ahead, _SHOWN_S, 0.0)
        drawn = (seconds < turn_s) | (seconds > turn_s + _GAP_S)
        body = self._physiology
        curves = (body.ecg(times_s), body.pulse(times_s), body.breathing(times_s))
        rates = (f"♥ {body.heart_rate_bpm:.0f}", "SpO₂ 98", f"◌ {body.breaths_per_min:.0f}")
        for index, (curve, rate) in enumerate(zip(curves, rates, strict=True)):
            self._draw(painter, index, np.where(drawn, curve, np.nan), rate)

    def _draw(self, painter: QPainter, index: int, curve: NDArray[np.float64], rate: str) -> None:
        height = self.height() / 3
        low = (index + 1) * height - 3
        painter.setPen(QPen(QColor(_COLOURS[index]), 1.2))
        for part in np.ma.clump_unmasked(np.ma.masked_invalid(curve)):
            points = [
                QPointF(x, low - float(curve[x]) * (height - 6))
                for x in range(part.start, part.stop)
            ]
            painter.drawPolyline(QPolygonF(points))
        painter.setFont(QFont("DejaVu Sans", 8))
        place = self.rect().adjusted(self.width() - _TEXT_WIDTH + 6, round(index * height), 0, 0)
        place.setHeight(round(height))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, rate)
