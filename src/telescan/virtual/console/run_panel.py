"""Start, stop, progress, table, prescan, SAR and nerve stimulation."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QWidget,
)

from telescan.virtual.console.parts import framed, label, mark
from telescan.virtual.draft import Draft
from telescan.virtual.language import Language, said
from telescan.virtual.table import ISOCENTRE_MM, OUTSIDE_MM
from telescan.virtual.view_model import Fact, RunView, table_line

_HIGH = 0.8


class RunPanel(QWidget):
    """The two big buttons, the bars, and what prescan found."""

    start = Signal()
    stop = Signal()
    clear_fault = Signal()
    table_sent = Signal(float)
    """To a position in mm."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        layout = framed(self)
        layout.addLayout(self._big_buttons())
        self._detail = label()
        self._detail.setWordWrap(True)
        layout.addWidget(self._detail)
        self._progress = _bar()
        layout.addWidget(self._progress)
        self._clear = QPushButton(said("Clear fault", language))
        self._clear.clicked.connect(self.clear_fault)
        self._clear.setVisible(False)
        layout.addWidget(self._clear)
        layout.addLayout(self._table_row())
        self._found = QGridLayout()
        self._found.setVerticalSpacing(2)
        self._found.setColumnStretch(1, 1)
        self._found_labels: list[QLabel] = []
        layout.addLayout(self._found)
        self._sar_text, self._sar = label(role="dim"), _bar()
        self._pns_text, self._pns = label(role="dim"), _bar()
        for widget in (self._sar_text, self._sar, self._pns_text, self._pns):
            layout.addWidget(widget)

    def _big_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._start = QPushButton(said("Start", self._language))
        self._start.setProperty("kind", "start")
        self._stop = QPushButton(f"■  {said('Stop', self._language)}")
        self._stop.setProperty("kind", "stop")
        for button in (self._start, self._stop):
            button.setFixedHeight(48)
            button.setEnabled(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._start.clicked.connect(self.start)
        self._stop.clicked.connect(self.stop)
        row.addWidget(self._start, 3)
        row.addWidget(self._stop, 2)
        return row

    def _table_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._table = label(role="dim")
        row.addWidget(self._table, 1)
        self._in = QPushButton(said("To isocentre", self._language))
        self._out = QPushButton(said("Out", self._language))
        self._in.clicked.connect(lambda: self.table_sent.emit(ISOCENTRE_MM))
        self._out.clicked.connect(lambda: self.table_sent.emit(OUTSIDE_MM))
        for button in (self._in, self._out):
            button.setProperty("kind", "small")
            row.addWidget(button)
        return row

    def show_run(self, run: RunView, *, fault: bool, table_mm: float) -> None:
        """Show what runs, and where the table is."""
        self._start.setText(f"{'↻' if run.repeats else '▶'}  {run.start_label}")
        mark(self._start, "repeats", run.repeats)
        self._start.setEnabled(run.can_start)
        self._stop.setEnabled(run.can_stop)
        self._detail.setText(run.detail)
        mark(self._detail, "warns", fault)
        self._progress.setValue(round(run.progress * 1000))
        self._progress.setFormat(f"{run.progress * 100:.0f} %" if run.can_stop else "")
        self._clear.setVisible(fault)
        self._table.setText(table_line(table_mm, self._language))
        self._in.setEnabled(not run.can_stop and table_mm != ISOCENTRE_MM)
        self._out.setEnabled(not run.can_stop and table_mm != OUTSIDE_MM)

    def show_found(self, lines: tuple[Fact, ...]) -> None:
        """Show what prescan found."""
        while len(self._found_labels) < 2 * len(lines):
            index = len(self._found_labels)
            made = label(role="" if index % 2 else "dim")
            self._found.addWidget(made, index // 2, index % 2)
            self._found_labels.append(made)
        for index, line in enumerate(lines):
            self._found_labels[2 * index].setText(line.label)
            self._found_labels[2 * index + 1].setText(line.value)

    def show_safety(self, draft: Draft) -> None:
        """Show the selected series' SAR and nerve stimulation against their limits."""
        c = draft.consequences
        self._sar_text.setText(
            said(
                "SAR   whole body {body}   ·   head {head} W/kg",
                self._language,
                body=f"{c.sar_whole_body_w_kg:.2f}",
                head=f"{c.sar_head_w_kg:.2f}",
            )
        )
        self._show_share(self._sar, c.sar_share_of_limit, "{share} % of the normal mode limit")
        self._pns_text.setText(said("Nerve stimulation (PNS)", self._language))
        self._show_share(
            self._pns, c.stimulation_share_of_limit, "{share} % of the normal mode limit"
        )

    def _show_share(self, bar: QProgressBar, share: float | None, text: str) -> None:
        bar.setValue(0 if share is None else round(min(share, 1.0) * 1000))
        told = said("not worked out", self._language)
        if share is not None:
            told = said(text, self._language, share=f"{share * 100:.0f}")
        bar.setFormat(told)
        mark(bar, "high", share is not None and _HIGH <= share <= 1)
        mark(bar, "over", share is not None and share > 1)


def _bar() -> QProgressBar:
    bar = QProgressBar()
    bar.setRange(0, 1000)
    return bar
