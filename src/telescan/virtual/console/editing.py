"""The draft under the operator's hands, and its way to the scanner.

One write is under way at a time. What the hand does meanwhile stays in the draft and is written
when the answer is there, on top of what the scanner made of the write before: a quick hand loses
nothing, and edits of a series that has run make one copy of it.
"""

from collections.abc import Callable
from dataclasses import replace

from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.scanner.driver import Series
from telescan.virtual.draft import Draft, differing, draft_of


class Editing:
    """The selected series' draft."""

    def __init__(self, model: ScannerModel, write: Callable[[str, Prescription], None]) -> None:
        self._model = model
        self._write = write
        self._under_way: Prescription | None = None
        self.draft: Draft | None = None
        """None: no series is selected."""
        self.fresh: frozenset[str] = frozenset()
        """Fields that were changed from elsewhere."""

    def forget(self) -> None:
        """Drop the draft, when another series is looked at."""
        self.draft = None
        self.fresh = frozenset()
        self._under_way = None

    def take_back(self) -> None:
        """Drop what was edited and not set."""
        self.draft = None

    def follow(self, series: Series, patient_weight_kg: float) -> Draft:
        """Return the draft of a series as the scanner has it now."""
        draft, as_set = self.draft, series.prescription
        if draft is not None and (self._under_way or draft.as_set == as_set):
            return draft
        if draft is not None:
            self.fresh = differing(draft.as_set, as_set)
        self.draft = draft_of(as_set, self._model, patient_weight_kg=patient_weight_kg)
        return self.draft

    def place(self, changes: dict[str, object]) -> None:
        """Follow the hand in the planning views; the scanner is told when it lets go."""
        if self.draft is not None:
            self.draft = self.draft.with_placing(**changes)

    def edit(self, series_id: str, draft: Draft) -> None:
        """Keep an edit, and set it on the scanner if it runs."""
        self.draft = draft
        self.fresh = frozenset()
        if draft.ready and self._under_way is None:
            self._under_way = draft.edited
            self._write(series_id, draft.edited)

    def repeat(self, series: Series) -> None:
        """Ask for a copy of a series that has run, as it was."""
        if self._under_way is None:
            self._under_way = series.prescription
            self._write(series.series_id, series.prescription)

    def answered(self, asked: Prescription, done: Series | None) -> bool:
        """Take note of what came of a write; ``done`` is None where it was refused.

        Tell whether it was the one under way: other series may have been looked at meanwhile.
        """
        if asked is not self._under_way:
            return False
        self._under_way = None
        if self.draft is not None and done is not None:
            edited = None if self.draft.edited == asked else self.draft.edited
            weight_kg, error = self.draft.patient_weight_kg, self.draft.entry_error
            draft = draft_of(
                done.prescription, self._model, patient_weight_kg=weight_kg, edited=edited
            )
            self.edit(done.series_id, replace(draft, entry_error=error))
        return True
