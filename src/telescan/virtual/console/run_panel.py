"""Start, stop, progress and SAR."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from telescan.virtual.console.parts import label, mark, panel
from telescan.virtual.draft import Draft
from telescan.virtual.view_model import RunView

_HIGH = 0.8


class RunPanel(QWidget):
    """The two big buttons and the bars."""

    start = Signal()
    stop = Signal()
    clear_fault = Signal()

    def __init__(self) -> None:
        super().__init__()
        frame, layout = panel()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        row = QHBoxLayout()
        row.setSpacing(10)
        self._start = QPushButton("Start")
        self._start.setProperty("kind", "start")
        self._stop = QPushButton("■  Stop")
        self._stop.setProperty("kind", "stop")
        for button in (self._start, self._stop):
            button.setFixedHeight(52)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._start.clicked.connect(self.start)
        self._stop.clicked.connect(self.stop)
        row.addWidget(self._start, 3)
        row.addWidget(self._stop, 2)
        layout.addLayout(row)
        self._detail = label()
        self._detail.setWordWrap(True)
        layout.addWidget(self._detail)
        self._progress = QProgressBar()
        self._progress.setRange(0, 1000)
        layout.addWidget(self._progress)
        self._sar_text = label("SAR", "dim")
        layout.addWidget(self._sar_text)
        self._sar = QProgressBar()
        self._sar.setRange(0, 1000)
        self._sar.setFormat("%p % of normal mode limit")
        layout.addWidget(self._sar)
        self._clear = QPushButton("Clear fault")
        self._clear.clicked.connect(self.clear_fault)
        layout.addWidget(self._clear)

    def show_run(self, run: RunView, *, fault: bool) -> None:
        """Show what runs."""
        self._start.setText(f"▶  {run.start_label}")
        self._start.setEnabled(run.can_start)
        self._stop.setEnabled(run.can_stop)
        self._detail.setText(run.detail)
        mark(self._detail, "warns", fault)
        self._progress.setValue(round(run.progress * 1000))
        self._progress.setFormat(f"{run.progress * 100:.0f} %" if run.can_stop else "")
        self._clear.setVisible(fault)

    def show_sar(self, draft: Draft) -> None:
        """Show the selected series' SAR against its limit."""
        share = draft.consequences.sar_share_of_limit
        c = draft.consequences
        self._sar_text.setText(
            f"SAR   whole body {c.sar_whole_body_w_kg:.2f}   ·   head {c.sar_head_w_kg:.2f} W/kg"
        )
        self._sar.setValue(round(min(share, 1.0) * 1000))
        self._sar.setFormat(f"{share * 100:.0f} % of the normal mode limit")
        mark(self._sar, "high", _HIGH <= share <= 1)
        mark(self._sar, "over", share > 1)
