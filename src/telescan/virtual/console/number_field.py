"""One number of the parameter cards: type it and press Enter, or step it by arrow keys or wheel."""

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QDoubleValidator, QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from telescan.mr.parameter_use import applies
from telescan.mr.prescription import Prescription
from telescan.virtual.console.parts import label, line, mark
from telescan.virtual.language import Language, said
from telescan.virtual.parameter import Parameter


class _Entry(QLineEdit):
    """A number that is entered by Enter or by leaving, and taken back by Escape."""

    entered = Signal(object)
    """The number, or None where it was taken away."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self._parameter = parameter
        self._shown = ""
        validator = QDoubleValidator(self)
        validator.setLocale(QLocale.c())
        validator.setNotation(QDoubleValidator.Notation.StandardNotation)
        self.setValidator(validator)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.editingFinished.connect(self._enter)

    def show_number(self, number: float | None) -> None:
        """Show a number, unless the operator is typing one."""
        shown = "" if number is None else self._parameter.number_text(number)
        typing = self.hasFocus() and self.text() != self._shown
        self._shown = shown
        if not typing and self.text() != shown:
            self.setText(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Step by the arrow keys; Escape takes the typing back."""
        if event.key() == Qt.Key.Key_Up:
            self._step(1)
        elif event.key() == Qt.Key.Key_Down:
            self._step(-1)
        elif event.key() == Qt.Key.Key_Escape:
            self.setText(self._shown)
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Step while the field has the focus; otherwise let the panel scroll."""
        if self.hasFocus():
            self._step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Select the number, so that typing replaces it."""
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def _step(self, steps: int) -> None:
        number = self._number()
        if number is not None:
            self.setText(self._parameter.number_text(number + steps * self._parameter.step))
            self._enter()

    def _enter(self) -> None:
        number = self._number()
        emptied = self._parameter.optional and not self.text().strip()
        if number is None and not emptied:
            self.setText(self._shown)
        elif self.text() != self._shown:
            self._shown = self.text()
            self.entered.emit(number)

    def _number(self) -> float | None:
        try:
            return float(self.text())
        except ValueError:
            return None


class NumberField(QWidget):
    """Label, number and unit; tells of a number once it is entered."""

    entered = Signal(object, object)
    """The ``Parameter`` and the console's number, or None where it was taken away."""

    def __init__(self, parameter: Parameter, language: Language) -> None:
        super().__init__()
        self.parameter = parameter
        name = said(parameter.label, language)
        row = line(self, name)
        self.entry = _Entry(parameter)
        self.entry.setFixedWidth(96)
        self.entry.setAccessibleName(name)
        if parameter.optional:
            self.entry.setPlaceholderText(said("none", language))
        self.entry.entered.connect(lambda number: self.entered.emit(parameter, number))
        row.addWidget(self.entry)
        unit = label(parameter.unit, "dim")
        unit.setFixedWidth(44)
        row.addWidget(unit)

    def show_value(self, prescription: Prescription, *, edited: bool, fresh: bool) -> None:
        """Show the prescription's value; ``fresh``: it was changed from outside just now."""
        self.setVisible(applies(self.parameter.field, prescription))
        self.entry.show_number(self.parameter.shown(prescription))
        mark(self.entry, "edited", edited)
        mark(self.entry, "fresh", fresh and not edited)

    def enable(self, enabled: bool) -> None:
        """Let the number be edited, or not."""
        self.entry.setEnabled(enabled)
