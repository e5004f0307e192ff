"""What the scanner is in and holds: its machine, and what of it survives a restart."""

from collections.abc import Callable
from datetime import datetime

from telescan.scanner.driver import Exam
from telescan.virtual.events import Event, ExamRegistered
from telescan.virtual.machine import Machine, restored
from telescan.virtual.records import Records, SavedState


class State:
    """The machine at this moment; every change of the exam is on disk before it is told."""

    def __init__(self, records: Records, changed: Callable[[], None]) -> None:
        self._records = records
        self._changed = changed
        self.saved: SavedState = records.load()
        self.machine: Machine = restored(self.saved.exam)
        self.exams_kept: tuple[str, ...] = records.exams()

    def apply(self, event: Event) -> None:
        """Let something happen. Raises IllegalMoveError."""
        before = self.machine.exam
        self.machine = self.machine.after(event)
        if self.machine.exam != before:
            self._save(exam=self.machine.exam)
        self._changed()

    def register(self, exam: Exam, began: datetime) -> None:
        """Open an exam, one more than there were."""
        self.saved = self.saved.model_copy(
            update={"exams": self.saved.exams + 1, "exam_began": began}
        )
        self.apply(ExamRegistered(exam))

    def keep_unsent(self, unsent: tuple[str, ...]) -> None:
        """Remember which series are still to send."""
        if unsent != self.saved.unsent:
            self._save(unsent=unsent)

    def forget_old_exams(self) -> None:
        """Drop the oldest images that were sent."""
        self._records.forget_old(self.saved.unsent)
        self.look_for_exams()

    def look_for_exams(self) -> None:
        """Take note of which exams have images."""
        self.exams_kept = self._records.exams()

    def _save(self, **changes: Exam | tuple[str, ...] | None) -> None:
        self.saved = self.saved.model_copy(update=changes)
        self._records.save(self.saved)
