"""The parameter cards, what follows from them, and why they cannot run if they cannot."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from telescan.mr.consequences import Violation
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Orientation, PhaseEncodingDirection, Prescription, Sequence
from telescan.virtual.console.number_field import NumberField
from telescan.virtual.console.parts import label, mark, panel
from telescan.virtual.draft import Draft
from telescan.virtual.view_model import Fact, facts, reasons
from telescan.virtual.vocabulary import (
    CHOICE_LABELS,
    ORIENTATION_NAMES,
    SEQUENCE_NAMES,
    Card,
    parameters,
    phase_direction_name,
)

_ENUMS = {
    "sequence": Sequence,
    "orientation": Orientation,
    "phase_encoding_direction": PhaseEncodingDirection,
}
_CARD_OF_CHOICE = {
    "sequence": Card.CONTRAST,
    "orientation": Card.GEOMETRY,
    "phase_encoding_direction": Card.GEOMETRY,
}


class ParameterPanel(QWidget):
    """Shows a draft and tells what the operator enters."""

    number_entered = Signal(object, float)
    choice_made = Signal(str, str)
    nearest_wanted = Signal(object)
    """The ``Violation`` to be cured."""
    reverted = Signal()

    def __init__(self, model: ScannerModel) -> None:
        super().__init__()
        self._model = model
        self._numbers: list[NumberField] = []
        self._choices: dict[str, QComboBox] = {}
        self._violations: tuple[Violation, ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(6)
        for card in Card:
            outer.addWidget(self._card(card))
        outer.addWidget(self._consequences())
        outer.addWidget(self._reasons_panel(), 1)

    def show_draft(self, draft: Draft, *, editable: bool, fresh: frozenset[str]) -> None:
        """Show parameters and consequences; ``fresh`` fields were changed from outside."""
        prescription = draft.edited
        for number in self._numbers:
            field = number.parameter.field
            number.show_value(
                prescription, edited=field in draft.changed_fields, fresh=field in fresh
            )
            number.enable(editable)
        for field, combo in self._choices.items():
            self._show_choice(field, combo, prescription)
            combo.setEnabled(editable)
            mark(combo, "fresh", field in fresh)
        self._show_facts(facts(draft))
        self._show_reasons(draft)

    def _card(self, card: Card) -> QWidget:
        frame, layout = panel(card.value)
        layout.setSpacing(2)
        for field, of_card in _CARD_OF_CHOICE.items():
            if of_card is card:
                layout.addWidget(self._choice(field))
        for parameter in parameters(self._model):
            if parameter.card is card:
                number = NumberField(parameter)
                number.entered.connect(self.number_entered)
                self._numbers.append(number)
                layout.addWidget(number)
        return frame

    def _choice(self, field: str) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(CHOICE_LABELS[self._model.vocabulary][field]), 1)
        combo = QComboBox()
        combo.setFixedWidth(148)
        combo.setAccessibleName(CHOICE_LABELS[self._model.vocabulary][field])
        for value in _ENUMS[field]:
            combo.addItem("", value.value)
        combo.activated.connect(
            lambda index, field=field, combo=combo: self.choice_made.emit(
                field, combo.itemData(index)
            )
        )
        self._choices[field] = combo
        row.addWidget(combo)
        return holder

    def _show_choice(self, field: str, combo: QComboBox, prescription: Prescription) -> None:
        vendor = self._model.vocabulary
        texts: Iterable[str] = {
            "sequence": [SEQUENCE_NAMES[vendor][s] for s in Sequence],
            "orientation": [ORIENTATION_NAMES[vendor][o] for o in Orientation],
            "phase_encoding_direction": [
                phase_direction_name(vendor, prescription.orientation, d)
                for d in PhaseEncodingDirection
            ],
        }[field]
        for index, text in enumerate(texts):
            if combo.itemText(index) != text:
                combo.setItemText(index, text)
        combo.setCurrentIndex(combo.findData(getattr(prescription, field).value))

    def _consequences(self) -> QWidget:
        frame, layout = panel("What follows")
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(10)
        self._facts.setVerticalSpacing(3)
        self._facts.setColumnStretch(1, 1)
        self._facts.setColumnStretch(3, 1)
        self._fact_labels: list[tuple[QLabel, QLabel]] = []
        layout.addLayout(self._facts)
        return frame

    def _show_facts(self, lines: tuple[Fact, ...]) -> None:
        while len(self._fact_labels) < len(lines):
            index = len(self._fact_labels)
            pair = (label(role="dim"), label())
            self._facts.addWidget(pair[0], index // 2, index % 2 * 2)
            self._facts.addWidget(pair[1], index // 2, index % 2 * 2 + 1)
            self._fact_labels.append(pair)
        for index, (name, value) in enumerate(self._fact_labels):
            shown = index < len(lines)
            name.setVisible(shown)
            value.setVisible(shown)
            if shown:
                name.setText(lines[index].label)
                value.setText(lines[index].value)
                mark(value, "warns", lines[index].warns)

    def _reasons_panel(self) -> QWidget:
        frame, layout = panel()
        self._verdict = label()
        self._verdict.setWordWrap(True)
        layout.addWidget(self._verdict)
        self._reason = label(role="reason")
        self._reason.setWordWrap(True)
        layout.addWidget(self._reason)
        layout.addStretch()
        row = QHBoxLayout()
        self._nearest = QPushButton("Use nearest possible")
        self._nearest.clicked.connect(lambda: self.nearest_wanted.emit(self._violations[0]))
        self._revert = QPushButton("Take edit back")
        self._revert.clicked.connect(self.reverted)
        row.addWidget(self._nearest)
        row.addWidget(self._revert)
        layout.addLayout(row)
        return frame

    def _show_reasons(self, draft: Draft) -> None:
        why = reasons(draft)
        self._violations = draft.consequences.violations
        self._reason.setText("\n".join(why))
        self._reason.setVisible(bool(why))
        verdict = "✓  Runs on this scanner; as set" if not draft.changed_fields else ""
        if draft.changed_fields or why:
            verdict = "✕  Cannot run: nothing was changed on the scanner" if why else "…"
        self._verdict.setText(verdict)
        mark(self._verdict, "warns", bool(why))
        self._nearest.setVisible(bool(self._violations))
        self._revert.setVisible(bool(draft.changed_fields) or bool(why))
