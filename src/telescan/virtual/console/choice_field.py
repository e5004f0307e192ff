"""One choice of the parameter cards: a label and a list of words."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from telescan.mr.parameter_use import applies
from telescan.mr.prescription import Prescription
from telescan.virtual.console.parts import line, mark
from telescan.virtual.language import Language, said
from telescan.virtual.parameter import Choice


class _Combo(QComboBox):
    """A list that the wheel scrolls past, so that scrolling a card changes nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Let the card scroll."""
        event.ignore()


class ChoiceField(QWidget):
    """Shows what is chosen and tells of another choice."""

    made = Signal(str, str)
    """Field and value."""

    def __init__(self, choice: Choice, language: Language) -> None:
        super().__init__()
        self.choice = choice
        self._language = language
        self._options: tuple[tuple[str, str], ...] = ()
        name = said(choice.label, language)
        row = line(self, name)
        self.combo = _Combo()
        self.combo.setFixedWidth(148)
        self.combo.setAccessibleName(name)
        self.combo.activated.connect(
            lambda index: self.made.emit(choice.field, self.combo.itemData(index))
        )
        row.addWidget(self.combo)

    def show_value(self, prescription: Prescription, *, edited: bool, fresh: bool) -> None:
        """Show the prescription's value; ``fresh``: it was changed from outside just now."""
        self.setVisible(applies(self.choice.field, prescription))
        value, options = self.choice.value(prescription), self.choice.options(prescription)
        if value not in dict(options):
            options = (*options, (value, self.choice.text(prescription)))
        if options != self._options:
            self._options = options
            self.combo.clear()
            for known, word in options:
                self.combo.addItem(said(word, self._language), known)
        self.combo.setCurrentIndex(self.combo.findData(value))
        mark(self.combo, "edited", edited)
        mark(self.combo, "fresh", fresh and not edited)

    def enable(self, enabled: bool) -> None:
        """Let another value be chosen, or not."""
        self.combo.setEnabled(enabled)
