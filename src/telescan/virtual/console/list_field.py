"""One list of numbers of the parameter cards, typed as text."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from telescan.mr.parameter_use import applies
from telescan.mr.prescription import Prescription
from telescan.virtual.console.parts import line, mark
from telescan.virtual.language import Language, said
from telescan.virtual.parameter import ListParameter


class ListField(QWidget):
    """Shows a list and tells what is typed instead."""

    entered = Signal(object, str)
    """The ``ListParameter`` and the text."""

    def __init__(self, parameter: ListParameter, language: Language) -> None:
        super().__init__()
        self.parameter = parameter
        self._shown = ""
        name = said(parameter.label, language)
        row = line(self, name)
        self.entry = QLineEdit()
        self.entry.setFixedWidth(148)
        self.entry.setAccessibleName(name)
        self.entry.setPlaceholderText(said("none", language))
        self.entry.setToolTip(f"{parameter.hint}   ({parameter.unit})")
        self.entry.editingFinished.connect(self._enter)
        row.addWidget(self.entry)

    def show_value(self, prescription: Prescription, *, edited: bool, fresh: bool) -> None:
        """Show the prescription's list, unless the operator is typing one."""
        self.setVisible(applies(self.parameter.field, prescription))
        text = self.parameter.text(prescription)
        typing = self.entry.hasFocus() and self.entry.text() != self._shown
        self._shown = text
        if not typing and self.entry.text() != text:
            self.entry.setText(text)
        mark(self.entry, "edited", edited)
        mark(self.entry, "fresh", fresh and not edited)

    def enable(self, enabled: bool) -> None:
        """Let the list be edited, or not."""
        self.entry.setEnabled(enabled)

    def _enter(self) -> None:
        if self.entry.text() != self._shown:
            self._shown = self.entry.text()
            self.entered.emit(self.parameter, self.entry.text())
