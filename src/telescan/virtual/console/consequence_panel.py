"""What follows from the parameters, and why they cannot run if they cannot."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from telescan.mr.consequences import Violation
from telescan.virtual.console.parts import framed, label, mark
from telescan.virtual.draft import Draft
from telescan.virtual.language import Language, said
from telescan.virtual.view_model import Fact, facts, reasons

_WIDE = 2
"""The fact that has a row of its own: the voxel, which is long."""


class ConsequencePanel(QWidget):
    """Shows facts and reasons, and offers what would run."""

    nearest_wanted = Signal(object)
    """The ``Violation`` to be cured."""
    reverted = Signal()

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self._violations: tuple[Violation, ...] = ()
        self._fact_labels: list[tuple[QLabel, QLabel]] = []
        layout = framed(self, said("What follows", language))
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(8)
        self._facts.setVerticalSpacing(3)
        self._facts.setColumnStretch(1, 1)
        self._facts.setColumnStretch(3, 1)
        layout.addLayout(self._facts)
        self._verdict = label()
        self._verdict.setWordWrap(True)
        layout.addWidget(self._verdict)
        self._reason = label(role="reason")
        self._reason.setWordWrap(True)
        layout.addWidget(self._reason)
        layout.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._nearest = QPushButton(said("Use nearest possible", self._language))
        self._nearest.clicked.connect(lambda: self.nearest_wanted.emit(self._violations[0]))
        self._revert = QPushButton(said("Take edit back", self._language))
        self._revert.clicked.connect(self.reverted)
        row.addWidget(self._nearest)
        row.addWidget(self._revert)
        return row

    def show_draft(self, draft: Draft) -> None:
        """Show what follows from a draft."""
        self._show_facts(facts(draft, self._language))
        self._show_reasons(draft)

    def _show_facts(self, lines: tuple[Fact, ...]) -> None:
        while len(self._fact_labels) < len(lines):
            index = len(self._fact_labels)
            pair = (label(role="dim"), label())
            row, column = divmod(index if index <= _WIDE else index + 1, 2)
            self._facts.addWidget(pair[0], row, 2 * column)
            self._facts.addWidget(pair[1], row, 2 * column + 1, 1, 3 if index == _WIDE else 1)
            self._fact_labels.append(pair)
        for index, (name, value) in enumerate(self._fact_labels):
            shown = index < len(lines)
            name.setVisible(shown)
            value.setVisible(shown)
            if shown:
                name.setText(lines[index].label)
                value.setText(lines[index].value)
                mark(value, "warns", lines[index].warns)

    def _show_reasons(self, draft: Draft) -> None:
        why = reasons(draft, self._language)
        self._violations = draft.consequences.violations
        self._reason.setText("\n".join(why))
        self._reason.setVisible(bool(why))
        self._verdict.setText(self._verdict_of(draft, cannot_run=bool(why)))
        mark(self._verdict, "warns", bool(why))
        self._nearest.setVisible(bool(self._violations) and self._violations[0].has_remedy)
        self._revert.setVisible(bool(draft.changed_fields) or bool(why))

    def _verdict_of(self, draft: Draft, *, cannot_run: bool) -> str:
        if cannot_run:
            text = "✕  Cannot run: nothing was changed on the scanner"
        elif draft.changed_fields:
            text = "…"
        else:
            text = "✓  Runs on this scanner; as set"
        return said(text, self._language)
