"""The top of the console: which scanner, who is on the table, what it is doing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from telescan.mr.hardware import ScannerModel
from telescan.virtual.console import theme
from telescan.virtual.console.parts import label, mark
from telescan.virtual.machine import RUNNING
from telescan.virtual.settings import ScannerSettings
from telescan.virtual.snapshot import Snapshot
from telescan.virtual.view_model import PHASE_WORDS, patient_bar


class TopBar(QFrame):
    """Scanner, patient and phase."""

    def __init__(self, settings: ScannerSettings, model: ScannerModel) -> None:
        super().__init__()
        self.setProperty("bar", True)
        self.setFixedHeight(66 if settings.width >= theme.SMALL_SCREEN else 54)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(28)
        scanner = QVBoxLayout()
        scanner.setSpacing(1)
        scanner.addStretch()
        scanner.addWidget(label(f"{settings.name}   ·   {model.name}", "scanner"))
        place = settings.institution or model.manufacturer
        scanner.addWidget(label(f"{place}   ·   {settings.serial_number}", "dim"))
        scanner.addStretch()
        row.addLayout(scanner)
        self._name = label(role="name")
        self._details = label(role="dim")
        self._exam = label(role="scanner")
        patient = QVBoxLayout()
        patient.setSpacing(1)
        patient.addStretch()
        patient.addWidget(self._name)
        patient.addWidget(self._details)
        patient.addStretch()
        row.addSpacing(40)
        row.addLayout(patient)
        row.addStretch()
        row.addWidget(self._exam)
        if settings.speed != 1:
            pace = label(f"scan clock × {settings.speed:g}", "pace")
            row.addWidget(pace, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(label("SIMULATED", "pace"), 0, Qt.AlignmentFlag.AlignVCenter)
        self._phase = label(role="phase")
        row.addWidget(self._phase, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the patient and the phase."""
        bar = patient_bar(snapshot.status.exam)
        self._name.setText(bar.name)
        self._details.setText(bar.details)
        self._exam.setText(bar.exam)
        phase = snapshot.status.phase
        self._phase.setText(PHASE_WORDS[phase])
        mark(self._phase, "busy", phase in RUNNING)
        mark(self._phase, "fault", snapshot.status.fault is not None)
