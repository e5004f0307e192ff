"""The console's one window: which series is selected, what is edited, what is shown."""

from collections.abc import Callable

from PySide6.QtWidgets import QMainWindow, QMessageBox

from telescan.mr.consequences import Violation
from telescan.mr.prescription import Prescription
from telescan.scanner.driver import ScannerStatus, Series, SeriesState
from telescan.virtual.console.bridge import Bridge
from telescan.virtual.console.editing import Editing
from telescan.virtual.console.panels import Panels, laid_out, make_panels
from telescan.virtual.console.picture_source import PictureSource
from telescan.virtual.console.theme import FONTS, SMALL_SCREEN
from telescan.virtual.draft import Draft
from telescan.virtual.language import said
from telescan.virtual.machine import RUNNING
from telescan.virtual.parameter import ListParameter, Parameter
from telescan.virtual.snapshot import Snapshot
from telescan.virtual.view_model import (
    image_note,
    pictured_series,
    prescan_lines,
    queue_rows,
    queue_total,
    run_view,
    series_of,
)


class ConsoleWindow(QMainWindow):
    """Everything that the operator sees."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        engine = bridge.engine
        self._settings = engine.settings
        self._model = engine.model
        self._records = engine.records
        self._source = PictureSource(engine.records, engine.model, engine.tissues)
        self._snapshot: Snapshot | None = None
        self._selected_id: str | None = None
        self._old_key: str | None = None
        self._editing = Editing(self._model, bridge.write_prescription)
        self._language = self._settings.language
        self.setWindowTitle(f"{self._settings.name} console")
        self.resize(self._settings.width, self._settings.height)
        self._panels = self._made()
        bridge.changed.connect(self._show)
        bridge.written.connect(self._written)
        bridge.begin()

    def _made(self) -> Panels:
        """Return panels in the present language, standing in the window."""
        self.setStyleSheet(FONTS[self._language])
        panels = make_panels(self._settings, self._model, self._records, self._language)
        self.setCentralWidget(laid_out(panels, narrow=self._settings.width < SMALL_SCREEN))
        panels.image.setFocus()
        panels.top.language_switched.connect(self._switch_language)
        panels.queue.selected.connect(self._select)
        panels.queue.next_patient.connect(self._next_patient)
        panels.exams.chosen.connect(self._look_back)
        panels.run.start.connect(self._start)
        panels.run.stop.connect(self._bridge.stop)
        panels.run.clear_fault.connect(self._bridge.clear_fault)
        panels.run.table_sent.connect(self._bridge.move_table)
        panels.messages.send_again.connect(self._bridge.send_again)
        panels.parameters.number_entered.connect(self._enter_number)
        panels.parameters.choice_made.connect(self._make_choice)
        panels.parameters.list_entered.connect(self._enter_list)
        panels.consequences.nearest_wanted.connect(self._use_nearest)
        panels.consequences.reverted.connect(self._revert)
        panels.planning.placing.connect(self._place)
        panels.planning.placed.connect(self._placed)
        return panels

    def _switch_language(self) -> None:
        self._language = self._language.other
        self._panels = self._made()
        if self._snapshot is not None:
            self._show(self._snapshot)

    def _show(self, snapshot: Snapshot) -> None:
        before, self._snapshot = self._snapshot, snapshot
        status = snapshot.status
        if before is None or _exam_id(before.status) != _exam_id(status):
            self._source.forget()
        if series_of(status, self._selected_id) is None:
            self._selected_id = _first_to_do(status)
            self._old_key = None
            self._editing.forget()
        self._follow_the_run(before, status)
        panels = self._panels
        panels.top.show_snapshot(snapshot)
        panels.messages.show_messages(snapshot.messages, snapshot.outbox)
        panels.queue.show_rows(
            queue_rows(status.exam, self._model),
            self._selected_id,
            queue_total(status.exam, self._language),
        )
        panels.queue.allow_next_patient(status.phase not in RUNNING)
        panels.exams.show_exams(snapshot.exams_kept)
        panels.run.show_found(prescan_lines(snapshot.prescan, self._language))
        self._show_selected(snapshot)

    def _follow_the_run(self, before: Snapshot | None, status: ScannerStatus) -> None:
        """Select a series when it starts, so that its images come into view as they come."""
        active = status.active_series_id
        if active is not None and (before is None or before.status.active_series_id != active):
            self._selected_id = active
            self._old_key = None
            self._editing.forget()

    def _show_selected(self, snapshot: Snapshot) -> None:
        status, series = snapshot.status, self._selected()
        if series is not None and status.exam is not None:
            draft = self._editing.follow(series, status.exam.patient.weight_kg)
            self._show_draft(draft, series, status)
        self._panels.run.show_run(
            run_view(snapshot, series, self._editing.draft, self._language),
            fault=status.fault is not None,
            table_mm=status.table_position_mm,
        )
        self._show_images(snapshot, series)

    def _show_draft(self, draft: Draft, series: Series, status: ScannerStatus) -> None:
        editable = series.state is not SeriesState.RUNNING
        panels = self._panels
        panels.parameters.show_draft(draft, editable=editable, fresh=self._editing.fresh)
        panels.consequences.show_draft(draft)
        panels.run.show_safety(draft)
        panels.planning.show_plan(
            draft.edited, self._source.behind_the_plan(status), editable=editable
        )

    def _show_images(self, snapshot: Snapshot, series: Series | None) -> None:
        image, exam = self._panels.image, snapshot.status.exam
        if self._old_key is not None:
            note = said("earlier image", self._language)
            image.show_pictures(self._source.kept(self._old_key), note)
            return
        coming = self._source.coming(snapshot, series)
        if coming is not None:
            image.show_newest(coming, said("scanning", self._language))
            return
        pictured = pictured_series(snapshot.status, series)
        pictures = self._source.of(exam, pictured) if exam and pictured else None
        image.show_pictures(pictures, image_note(series, pictured, self._language))

    def _selected(self) -> Series | None:
        if self._snapshot is None:
            return None
        return series_of(self._snapshot.status, self._selected_id)

    def _select(self, series_id: str) -> None:
        self._selected_id = series_id
        self._old_key = None
        self._editing.forget()
        if self._snapshot is not None:
            self._show(self._snapshot)

    def _look_back(self, key: str) -> None:
        """Show the images of an earlier exam until a series of the queue is selected."""
        self._old_key = key
        if self._snapshot is not None:
            self._show_images(self._snapshot, self._selected())

    def _start(self) -> None:
        series = self._selected()
        if series is None:
            return
        if series.state is SeriesState.QUEUED:
            self._bridge.start(series.series_id)
        else:
            self._editing.repeat(series)

    def _enter_number(self, parameter: Parameter, number: float | None) -> None:
        self._edit(lambda draft: draft.with_number(parameter, number))

    def _enter_list(self, parameter: ListParameter, text: str) -> None:
        self._edit(lambda draft: draft.with_list(parameter, text))

    def _make_choice(self, field: str, value: str) -> None:
        self._edit(lambda draft: draft.with_choice(field, value))

    def _use_nearest(self, violation: Violation) -> None:
        self._edit(lambda draft: draft.with_nearest(violation))

    def _placed(self) -> None:
        self._edit(lambda draft: draft)

    def _edit(self, change: Callable[[Draft], Draft]) -> None:
        if self._editing.draft is not None and self._selected_id is not None:
            self._editing.edit(self._selected_id, change(self._editing.draft))
            self._show_again()

    def _place(self, changes: dict[str, object]) -> None:
        self._editing.place(changes)
        self._show_again()

    def _revert(self) -> None:
        self._editing.take_back()
        self._show_again()

    def _written(self, asked: Prescription, done: Series | None) -> None:
        """Go on with what the scanner made of an edit; of a series that has run it made a copy."""
        if self._editing.answered(asked, done):
            if done is not None:
                self._selected_id = done.series_id
            if self._snapshot is not None:
                self._show(self._snapshot)

    def _show_again(self) -> None:
        if self._snapshot is not None:
            self._show_selected(self._snapshot)

    def _next_patient(self) -> None:
        question = QMessageBox(self)
        question.setWindowTitle(said("Next patient", self._language))
        question.setText(said("Close this exam and register the next patient?", self._language))
        question.setInformativeText(
            said("Series that were not scanned are dropped.", self._language)
        )
        accept, reject = QMessageBox.ButtonRole.AcceptRole, QMessageBox.ButtonRole.RejectRole
        register = question.addButton(said("Register", self._language), accept)
        keep = question.addButton(said("Keep this exam", self._language), reject)
        question.setDefaultButton(keep)
        question.exec()
        if question.clickedButton() is register:
            self._bridge.register_next_patient()


def _exam_id(status: ScannerStatus) -> str | None:
    return status.exam.exam_id if status.exam else None


def _first_to_do(status: ScannerStatus) -> str | None:
    series = status.exam.series if status.exam else ()
    queued = [s for s in series if s.state is SeriesState.QUEUED]
    first = next(iter(queued or series), None)
    return first.series_id if first is not None else None
