"""The injector's display: state, flow, volumes, pressure, and its three buttons."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from telescan.scanner.driver import ScannerStatus
from telescan.virtual.console.theme import ACCENT, BACKGROUND, DIM, GO, LINE, PANEL, TEXT, WARN
from telescan.virtual.injector.machine import Injector, InjectorPhase
from telescan.virtual.language import Language, said
from telescan.virtual.view_model import PHASE_WORDS

_EVERY_MS = 250
_MOST_KPA = 220.0
_STEPS = 120

_PHASES = {
    InjectorPhase.READY: ("Ready", TEXT),
    InjectorPhase.ARMED: ("Armed", WARN),
    InjectorPhase.CONTRAST: ("Injecting contrast", ACCENT),
    InjectorPhase.SALINE: ("Injecting saline", ACCENT),
    InjectorPhase.DONE: ("Injection complete", GO),
    InjectorPhase.STOPPED: ("Stopped by hand", WARN),
}


def phase_words(phase: InjectorPhase, language: Language) -> str:
    """Return what the display calls a phase."""
    return said(_PHASES[phase][0], language)


class PressureCurve(QWidget):
    """Pressure over the whole injection, as far as it has come."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(150)
        self._injector = Injector()
        self._now_s = 0.0

    def show_injector(self, injector: Injector, now_s: float) -> None:
        """Draw up to now."""
        self._injector, self._now_s = injector, now_s
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw the grid and the curve."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(PANEL))
        painter.setPen(QPen(QColor(LINE), 1))
        for share in (0.25, 0.5, 0.75):
            y = self.height() * share
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
        points = self._points()
        if len(points) > 1:
            painter.setPen(QPen(QColor(ACCENT), 2))
            painter.drawPolyline(QPolygonF(points))

    def _points(self) -> list[QPointF]:
        injector = self._injector
        if injector.began_s is None:
            return []
        whole_s = injector.plan.whole_s
        end_s = self._now_s if injector.stopped_s is None else injector.stopped_s
        gone_s = min(whole_s, end_s - injector.began_s)
        times_s = [gone_s * step / _STEPS for step in range(_STEPS + 1)]
        return [
            QPointF(
                self.width() * at_s / whole_s,
                self.height() * (1 - injector.pressure_kpa(at_s) / _MOST_KPA),
            )
            for at_s in times_s
        ]


class InjectorWindow(QWidget):
    """The whole screen of the injector."""

    def __init__(self, language: Language, clock_s: Callable[[], float]) -> None:
        super().__init__()
        self.setObjectName("root")
        self.setStyleSheet(f"QWidget#root {{ background: {BACKGROUND}; }} * {{ font-size: 15px; }}")
        self._language = language
        self._clock_s = clock_s
        self.injector = Injector()
        self.phase, self._scanner = QLabel(), QLabel()
        self._values = {name: QLabel() for name in ("flow", "contrast", "saline", "pressure")}
        self._curve = PressureCurve()
        self.arm, self.start, self.stop = (
            QPushButton(said(text, language)) for text in ("Arm", "Start", "Stop")
        )
        self._lay_out()
        self.arm.clicked.connect(lambda: self._do(self.injector.arm(clock_s())))
        self.start.clicked.connect(lambda: self._do(self.injector.start(clock_s())))
        self.stop.clicked.connect(lambda: self._do(self.injector.stop(clock_s())))
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._show)
        self.follow(None)

    def follow(self, status: ScannerStatus | None) -> None:
        """Show what the scanner does, and plan for its patient; None: it is out of reach."""
        if status is None:
            self._scanner.setText(said("Scanner not connected", self._language))
        else:
            phase = said(PHASE_WORDS[status.phase], self._language)
            self._scanner.setText(said("Scanner: {phase}", self._language, phase=phase))
        if status is not None and status.exam is not None:
            self.injector = self.injector.planned_for(status.exam.patient.weight_kg)
        self._show()

    def _do(self, injector: Injector) -> None:
        self.injector = injector
        self._show()

    def _show(self) -> None:
        now_s = self._clock_s()
        reading, plan = self.injector.at(now_s), self.injector.plan
        colour = _PHASES[reading.phase][1]
        words = phase_words(reading.phase, self._language)
        if self.injector.flows(now_s):
            words += f"   {reading.remaining_s:.0f} s"
        self.phase.setText(words)
        self.phase.setStyleSheet(f"font-size: 28px; font-weight: bold; color: {colour};")
        texts = {
            "flow": f"{reading.flow_ml_s:.1f} ml/s",
            "contrast": f"{reading.contrast_ml:.1f} / {plan.contrast_ml:.1f} ml",
            "saline": f"{reading.saline_ml:.1f} / {plan.saline_ml:.1f} ml",
            "pressure": f"{reading.pressure_kpa:.0f} kPa",
        }
        for name, text in texts.items():
            self._values[name].setText(text)
        self._curve.show_injector(self.injector, now_s)
        flows = self.injector.flows(now_s)
        self.arm.setEnabled(not flows and not self.injector.armed)
        self.start.setEnabled(self.injector.armed)
        self.stop.setEnabled(flows or self.injector.armed)
        # Nothing moves on the screen unless something flows.
        if flows != self._timer.isActive():
            self._timer.start() if flows else self._timer.stop()

    def _lay_out(self) -> None:
        language = self._language
        title = QLabel(said("Contrast injector", language))
        for label in (title, self._scanner):
            label.setStyleSheet(f"color: {DIM};")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self._scanner)
        figures = QGridLayout()
        captions = {
            "flow": said("Flow", language),
            "contrast": said("Contrast agent", language),
            "saline": said("Saline", language),
            "pressure": said("Pressure", language),
        }
        for column, (name, words) in enumerate(captions.items()):
            caption = QLabel(words)
            caption.setStyleSheet(f"color: {DIM};")
            self._values[name].setStyleSheet(f"font-size: 24px; font-weight: bold; color: {TEXT};")
            figures.addWidget(caption, 0, column)
            figures.addWidget(self._values[name], 1, column)
        buttons = QHBoxLayout()
        for button, kind in ((self.arm, "arm"), (self.start, "start"), (self.stop, "stop")):
            button.setProperty("kind", kind)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setMinimumHeight(52)
            buttons.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 18, 24, 18)
        whole.setSpacing(16)
        whole.addLayout(head)
        whole.addWidget(self.phase)
        whole.addLayout(figures)
        whole.addWidget(self._curve, 1)
        whole.addLayout(buttons)
