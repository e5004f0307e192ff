"""Exams that the scanner remembers: their series, whose images can be looked at again."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from telescan.virtual.console.parts import framed
from telescan.virtual.records import Records

_KEY = Qt.ItemDataRole.UserRole


class ExamsPanel(QWidget):
    """Newest exam first; a series is read when it is chosen."""

    chosen = Signal(str)
    """Key of a series, ``<exam>/<series>``."""

    def __init__(self, records: Records) -> None:
        super().__init__()
        self._records = records
        self._shown: tuple[str, ...] = ()
        layout = framed(self)
        self._tree = QTreeWidget()
        self._tree.setHeaderHidden(True)
        self._tree.setIndentation(14)
        self._tree.itemExpanded.connect(self._fill)
        self._tree.currentItemChanged.connect(self._current_changed)
        layout.addWidget(self._tree)

    def show_exams(self, exams: tuple[str, ...]) -> None:
        """Show which exams there are."""
        if exams == self._shown:
            return
        self._shown = exams
        self._tree.blockSignals(True)
        self._tree.clear()
        for exam_id in reversed(exams):
            item = QTreeWidgetItem([f"{exam_id}   ·   {self._records.began(exam_id)}"])
            item.setData(0, _KEY, exam_id)
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
            self._tree.addTopLevelItem(item)
        self._tree.blockSignals(False)

    def _fill(self, item: QTreeWidgetItem) -> None:
        """Read an exam's series when it is opened."""
        item.takeChildren()
        for summary in self._records.series_of(item.data(0, _KEY)):
            child = QTreeWidgetItem([f"{summary.caption}   ({summary.images})"])
            child.setData(0, _KEY, summary.key)
            item.addChild(child)

    def _current_changed(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and item.parent() is not None:
            self.chosen.emit(item.data(0, _KEY))
