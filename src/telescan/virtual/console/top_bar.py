"""The top of the console: which scanner, who is on the table, what it is doing."""

from hashlib import sha256

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from telescan.mr.hardware import ScannerModel
from telescan.scanner.driver import Exam
from telescan.virtual.console import theme
from telescan.virtual.console.parts import label, mark
from telescan.virtual.console.physio_trace import PhysioTrace
from telescan.virtual.language import Language, said
from telescan.virtual.machine import RUNNING
from telescan.virtual.settings import ScannerSettings
from telescan.virtual.snapshot import Snapshot
from telescan.virtual.table import ISOCENTRE_MM
from telescan.virtual.view_model import PHASE_WORDS, patient_bar

_SCANNER_WIDTH = 210
"""On a wide screen: the patient's name begins right of it, where sites mask identity."""
_SWITCH = {Language.ENGLISH: "中文", Language.CHINESE: "English"}


class TopBar(QFrame):
    """Scanner, patient, heart and breath, phase."""

    language_switched = Signal()

    def __init__(self, settings: ScannerSettings, model: ScannerModel, language: Language) -> None:
        super().__init__()
        self._language = language
        wide = self._wide = settings.width >= theme.SMALL_SCREEN
        self.setProperty("bar", True)
        self.setFixedHeight(70 if wide else 60)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(24 if wide else 12)
        place = settings.institution or model.manufacturer
        scanner = QWidget()
        scanner.setLayout(
            _two_lines(
                label(f"{settings.name}   ·   {model.name}", "scanner"),
                label(f"{place}   ·   {settings.serial_number}", "dim"),
            )
        )
        if wide:
            scanner.setFixedWidth(_SCANNER_WIDTH)
        row.addWidget(scanner)
        self._name = label(role="name")
        self._details = label(role="dim")
        row.addSpacing(0 if wide else 6)
        row.addLayout(_two_lines(self._name, self._details))
        row.addStretch()
        self._exam = label(role="scanner")
        row.addWidget(self._exam)
        self._trace = PhysioTrace(language)
        self._trace.setVisible(wide)
        row.addWidget(self._trace, 0, Qt.AlignmentFlag.AlignVCenter)
        self._add_badges(row, settings)

    def _add_badges(self, row: QHBoxLayout, settings: ScannerSettings) -> None:
        badges = [said("SIMULATED", self._language)]
        if settings.speed != 1:
            badges.insert(0, f"{said('scan clock', self._language)} × {settings.speed:g}")
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addStretch()
        for badge in badges:
            column.addWidget(label(badge, "pace"), 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch()
        row.addLayout(column)
        self._phase = label(role="phase")
        self._phase.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._phase.setMinimumWidth(150 if self._wide else 100)
        row.addWidget(self._phase, 0, Qt.AlignmentFlag.AlignVCenter)
        switch = QPushButton(_SWITCH[self._language])
        switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        switch.clicked.connect(self.language_switched)
        row.addWidget(switch, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show patient and phase."""
        status = snapshot.status
        bar = patient_bar(status.exam, self._language)
        self._name.setText(bar.name)
        self._details.setText(bar.details)
        self._exam.setText(bar.exam)
        self._phase.setText(said(PHASE_WORDS[status.phase], self._language))
        mark(self._phase, "busy", status.phase in RUNNING)
        mark(self._phase, "fault", status.fault is not None)
        in_bore = status.exam is not None and status.table_position_mm == ISOCENTRE_MM
        self._trace.show_patient(_seed_of(status.exam) if in_bore and status.exam else None)


def _seed_of(exam: Exam) -> int:
    """Return what makes one patient's heart unlike another's."""
    return int.from_bytes(sha256(exam.exam_id.encode()).digest()[:4], "big")


def _two_lines(upper: QLabel, lower: QLabel) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(1)
    column.addStretch()
    column.addWidget(upper)
    column.addWidget(lower)
    column.addStretch()
    return column
