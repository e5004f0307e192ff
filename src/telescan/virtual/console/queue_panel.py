"""The exam's series queue."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from telescan.scanner.driver import SeriesState
from telescan.virtual.console import theme
from telescan.virtual.console.parts import framed, label
from telescan.virtual.language import Language, said
from telescan.virtual.view_model import STATE_MARKS, QueueRow

_COLOURS = {
    SeriesState.QUEUED: theme.DIM,
    SeriesState.RUNNING: theme.ACCENT,
    SeriesState.DONE: "#57c08a",
    SeriesState.STOPPED: theme.WARN,
    SeriesState.FAILED: "#ff8a80",
}


class QueuePanel(QWidget):
    """Lists the series; one is selected."""

    selected = Signal(str)
    """The ``series_id`` that the operator chose."""
    next_patient = Signal()

    def __init__(self, language: Language, *, narrow: bool) -> None:
        super().__init__()
        self._language = language
        layout = framed(self)
        self._rows: tuple[QueueRow, ...] = ()
        self._table = QTableWidget(0, 5)
        headings = ("", "#", "Series", "Seq.", "Time")
        self._table.setHorizontalHeaderLabels([said(text, language) for text in headings])
        self._table.verticalHeader().setVisible(False)
        self._table.verticalHeader().setDefaultSectionSize(24 if narrow else 34)
        self._table.setShowGrid(False)
        self._table.setWordWrap(False)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self._table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(20)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        widths = (24, 24, 0, 60, 50) if narrow else (28, 26, 0, 92, 52)
        for column, width in enumerate(widths):
            self._table.setColumnWidth(column, width)
        self._table.currentCellChanged.connect(self._current_changed)
        layout.addWidget(self._table, 1)
        self._total = label(role="dim")
        layout.addWidget(self._total)
        self._next = QPushButton(said("Next patient …", language))
        self._next.clicked.connect(self.next_patient)
        layout.addWidget(self._next)

    def show_rows(self, rows: tuple[QueueRow, ...], selected_id: str | None, total: str) -> None:
        """Show the queue, mark the selected series, and tell how long it takes."""
        self._total.setText(total)
        if rows != self._rows:
            self._rows = rows
            self._table.blockSignals(True)
            self._table.setRowCount(len(rows))
            for index, row in enumerate(rows):
                self._fill(index, row)
            self._table.blockSignals(False)
        index = next((i for i, r in enumerate(rows) if r.series_id == selected_id), -1)
        if index != self._table.currentRow():
            self._table.blockSignals(True)
            self._table.setCurrentCell(index, 2)
            self._table.blockSignals(False)

    def allow_next_patient(self, allowed: bool) -> None:
        """Enable the button unless a series runs."""
        self._next.setEnabled(allowed)

    def _fill(self, index: int, row: QueueRow) -> None:
        texts = (row.mark, row.number, row.description, row.sequence, row.time)
        state = said(STATE_MARKS[row.state][1], self._language)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(f"{row.description}   ·   {row.sequence}   ·   {state}")
            if column == 0:
                item.setForeground(QColor(_COLOURS[row.state]))
                item.setFont(QFont("DejaVu Sans", 11))
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            if column in (3, 1):
                item.setForeground(QColor(theme.DIM))
            if column == 4:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._table.setItem(index, column, item)

    def _current_changed(self, row: int, *_: int) -> None:
        if 0 <= row < len(self._rows):
            self.selected.emit(self._rows[row].series_id)
