"""The console's one window: panels side by side, and which series is selected."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMessageBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from telescan.mr.consequences import Violation
from telescan.scanner.driver import ScannerStatus, Series, SeriesState
from telescan.virtual.console.bridge import Bridge
from telescan.virtual.console.image_view import ImageView
from telescan.virtual.console.message_panel import MessagePanel
from telescan.virtual.console.parameter_panel import ParameterPanel
from telescan.virtual.console.parts import panel
from telescan.virtual.console.queue_panel import QueuePanel
from telescan.virtual.console.run_panel import RunPanel
from telescan.virtual.console.theme import SMALL_SCREEN
from telescan.virtual.console.top_bar import TopBar
from telescan.virtual.draft import Draft, draft_of
from telescan.virtual.machine import RUNNING
from telescan.virtual.pictures import Pictures, read_pictures
from telescan.virtual.snapshot import Snapshot
from telescan.virtual.view_model import (
    image_note,
    pictured_series,
    queue_rows,
    run_view,
    series_of,
)
from telescan.virtual.vocabulary import Parameter


class ConsoleWindow(QMainWindow):
    """Everything that the operator sees."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        engine = bridge.engine
        self._model = engine.model
        self._records = engine.records
        self._snapshot: Snapshot | None = None
        self._selected_id: str | None = None
        self._draft: Draft | None = None
        self._fresh: frozenset[str] = frozenset()
        self._pictures: dict[str, Pictures | None] = {}
        self._own_write = False
        settings = engine.settings
        self.setWindowTitle(f"{settings.name} console")
        self.resize(settings.width, settings.height)
        self._top = TopBar(settings, self._model)
        self._queue = QueuePanel()
        self._image = ImageView()
        self._parameters = ParameterPanel(self._model)
        self._run = RunPanel()
        self._messages = MessagePanel()
        self.setCentralWidget(self._laid_out(narrow=settings.width < SMALL_SCREEN))
        self._image.setFocus()
        self._connect()
        bridge.begin()

    def _laid_out(self, *, narrow: bool) -> QWidget:
        root = QWidget()
        root.setObjectName("root")
        page = QVBoxLayout(root)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self._top)
        body = QHBoxLayout()
        body.setContentsMargins(8, 8, 8, 8)
        body.setSpacing(8)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._queue, 1)
        left.addWidget(self._run)
        body.addLayout(left)
        middle = QVBoxLayout()
        middle.setSpacing(8)
        frame, layout = panel()
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addWidget(self._image)
        middle.addWidget(frame, 1)
        self._messages.setFixedHeight(150 if narrow else 190)
        middle.addWidget(self._messages)
        body.addLayout(middle, 1)
        scroll = QScrollArea()
        scroll.setWidget(self._parameters)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body.addWidget(scroll)
        for widget in (self._queue, self._run):
            widget.setFixedWidth(290 if narrow else 400)
        scroll.setFixedWidth(376 if narrow else 430)
        page.addLayout(body, 1)
        return root

    def _connect(self) -> None:
        self._bridge.changed.connect(self._show)
        self._bridge.refused.connect(self._refused)
        self._bridge.added.connect(self._select)
        self._queue.selected.connect(self._select)
        self._queue.next_patient.connect(self._next_patient)
        self._run.start.connect(self._start)
        self._run.stop.connect(self._bridge.stop)
        self._run.clear_fault.connect(self._bridge.clear_fault)
        self._messages.send_again.connect(self._bridge.send_again)
        self._parameters.number_entered.connect(self._enter_number)
        self._parameters.choice_made.connect(self._make_choice)
        self._parameters.nearest_wanted.connect(self._use_nearest)
        self._parameters.reverted.connect(self._revert)

    def _show(self, snapshot: Snapshot) -> None:
        before, self._snapshot = self._snapshot, snapshot
        status = snapshot.status
        if before is None or _exam_id(before.status) != _exam_id(status):
            self._pictures.clear()
            self._selected_id = _first_to_do(status)
            self._draft = None
        self._follow_the_run(before, status)
        self._follow_the_scanner()
        self._top.show_snapshot(snapshot)
        self._messages.show_messages(snapshot.messages, snapshot.outbox)
        self._queue.show_rows(queue_rows(status.exam, self._model), self._selected_id)
        self._queue.allow_next_patient(status.phase not in RUNNING)
        self._show_selected(status)

    def _follow_the_run(self, before: Snapshot | None, status: ScannerStatus) -> None:
        """Select a series when it starts, so that its images come into view when it is done."""
        active = status.active_series_id
        if active is not None and (before is None or before.status.active_series_id != active):
            self._selected_id = active
            self._draft = None

    def _follow_the_scanner(self) -> None:
        """Take over parameters that were set elsewhere, and mark which ones."""
        series = self._selected()
        if series is None or self._draft is None or self._draft.as_set == series.prescription:
            return
        if not self._own_write:
            self._fresh = frozenset(
                field
                for field in type(series.prescription).model_fields
                if getattr(series.prescription, field) != getattr(self._draft.as_set, field)
            )
        self._own_write = False
        self._draft = None

    def _show_selected(self, status: ScannerStatus) -> None:
        series = self._selected()
        if series is not None and status.exam is not None:
            if self._draft is None:
                self._draft = draft_of(
                    series.prescription,
                    self._model,
                    patient_weight_kg=status.exam.patient.weight_kg,
                )
            editable = series.state is not SeriesState.RUNNING
            self._parameters.show_draft(self._draft, editable=editable, fresh=self._fresh)
            self._run.show_sar(self._draft)
        self._run.show_run(run_view(status, series, self._draft), fault=status.fault is not None)
        pictured = pictured_series(status, series)
        self._image.show_pictures(self._pictures_of(status, pictured), image_note(series, pictured))

    def _pictures_of(self, status: ScannerStatus, series: Series | None) -> Pictures | None:
        if series is None:
            return None
        if series.series_id not in self._pictures:
            key = f"{_exam_id(status)}/{series.series_id}"
            self._pictures[series.series_id] = read_pictures(self._records.image_files(key))
        return self._pictures[series.series_id]

    def _selected(self) -> Series | None:
        if self._snapshot is None:
            return None
        return series_of(self._snapshot.status, self._selected_id)

    def _select(self, series_id: str) -> None:
        self._selected_id = series_id
        self._draft = None
        self._fresh = frozenset()
        if self._snapshot is not None:
            self._show(self._snapshot)

    def _start(self) -> None:
        if self._selected_id is not None:
            self._bridge.start(self._selected_id)

    def _enter_number(self, parameter: Parameter, number: float) -> None:
        if self._draft is not None:
            self._edit(self._draft.with_number(parameter, number))

    def _make_choice(self, field: str, value: str) -> None:
        if self._draft is not None:
            self._edit(self._draft.with_choice(field, value))

    def _use_nearest(self, violation: Violation) -> None:
        if self._draft is not None:
            self._edit(self._draft.with_nearest(violation))

    def _revert(self) -> None:
        self._draft = None
        if self._snapshot is not None:
            self._show_selected(self._snapshot.status)

    def _edit(self, draft: Draft) -> None:
        """Keep an edit, and set it on the scanner at once if it runs."""
        self._draft = draft
        self._fresh = frozenset()
        if draft.ready and self._selected_id is not None:
            self._own_write = True
            self._bridge.write_prescription(self._selected_id, draft.edited)
        if self._snapshot is not None:
            self._show_selected(self._snapshot.status)

    def _refused(self) -> None:
        self._own_write = False

    def _next_patient(self) -> None:
        question = QMessageBox(self)
        question.setWindowTitle("Next patient")
        question.setText("Close this exam and register the next patient?")
        question.setInformativeText("Series that were not scanned are dropped.")
        register = question.addButton("Register", QMessageBox.ButtonRole.AcceptRole)
        keep = question.addButton("Keep this exam", QMessageBox.ButtonRole.RejectRole)
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
