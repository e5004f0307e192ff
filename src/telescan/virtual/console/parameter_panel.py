"""The parameter cards: one tab for each group, a line for each parameter that is in use."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QTabWidget, QVBoxLayout, QWidget

from telescan.mr.hardware import ScannerModel
from telescan.virtual.console.choice_field import ChoiceField
from telescan.virtual.console.list_field import ListField
from telescan.virtual.console.number_field import NumberField
from telescan.virtual.console.parts import panel
from telescan.virtual.draft import Draft
from telescan.virtual.language import Language, said
from telescan.virtual.vocabulary import Card, choices, lists, parameters


class ParameterPanel(QTabWidget):
    """Shows a draft and tells what the operator enters."""

    number_entered = Signal(object, object)
    choice_made = Signal(str, str)
    list_entered = Signal(object, str)

    def __init__(self, model: ScannerModel, language: Language) -> None:
        super().__init__()
        self._model = model
        self._language = language
        self._fields: list[NumberField | ChoiceField | ListField] = []
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self.tabBar().setExpanding(True)
        for card in Card:
            self.addTab(self._card(card), said(card.value, language))

    def show_draft(self, draft: Draft, *, editable: bool, fresh: frozenset[str]) -> None:
        """Show the parameters; ``fresh`` ones were changed from outside."""
        for shown in self._fields:
            name = _name_of(shown)
            shown.show_value(draft.edited, edited=name in draft.changed_fields, fresh=name in fresh)
            shown.enable(editable)

    def _card(self, card: Card) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(3)
        for choice in choices(self._model):
            if choice.card is card:
                field = ChoiceField(choice, self._language)
                field.made.connect(self.choice_made)
                self._add(field, column)
        for parameter in parameters(self._model):
            if parameter.card is card:
                number = NumberField(parameter, self._language)
                number.entered.connect(self.number_entered)
                self._add(number, column)
        for listed in lists(self._model):
            if listed.card is card:
                typed = ListField(listed, self._language)
                typed.entered.connect(self.list_entered)
                self._add(typed, column)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        frame, layout = panel()
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(scroll)
        return frame

    def _add(self, field: NumberField | ChoiceField | ListField, column: QVBoxLayout) -> None:
        self._fields.append(field)
        column.addWidget(field)


def _name_of(shown: NumberField | ChoiceField | ListField) -> str:
    """Return the prescription's field that a line stands for."""
    return shown.choice.field if isinstance(shown, ChoiceField) else shown.parameter.field
