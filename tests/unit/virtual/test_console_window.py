"""The console's window on Qt's offscreen platform, worked by mouse and keyboard."""

import asyncio
import contextlib
import re
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QTabWidget
from tests.peers.virtual_scanner import exam_of, scanner_settings

from telescan.mr.prescription import Prescription, Sequence
from telescan.protocol.library import SeriesProtocol
from telescan.scanner.driver import ScannerPhase, Series, SeriesState
from telescan.virtual.bore import PhantomImaging
from telescan.virtual.console.bridge import Bridge
from telescan.virtual.console.exams_panel import ExamsPanel
from telescan.virtual.console.image_view import ImageView
from telescan.virtual.console.panels import laid_out, make_panels
from telescan.virtual.console.planning_panel import PlanningPanel
from telescan.virtual.console.planning_view import PlanningView
from telescan.virtual.console.theme import style_for
from telescan.virtual.console.window import ConsoleWindow
from telescan.virtual.engine import Engine
from telescan.virtual.engine_thread import EngineThread
from telescan.virtual.language import Language
from telescan.virtual.planning import Point, drawing
from telescan.virtual.records import Records
from telescan.virtual.settings import DicomDestination
from telescan.virtual.snapshot import By

PROTOCOL = exam_of(
    *(
        SeriesProtocol(
            name=name,
            description=name,
            field_strength_t=3.0,
            prescription=Prescription(
                sequence=Sequence.TURBO_SPIN_ECHO,
                repetition_time_ms=3000,
                echo_time_ms=90,
                echo_train_length=8,
                matrix_frequency=64,
                matrix_phase=64,
                slices=5,
            ),
        )
        for name in ("t2_tra", "t2_cor")
    )
)


@pytest.fixture(scope="module")
def application() -> QApplication:
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setStyleSheet(style_for(1280))
    return application


class Console:
    """The window, and hands that work it."""

    def __init__(self, application: QApplication, engine: Engine, thread: EngineThread) -> None:
        self._application = application
        self.engine = engine
        self._loop = thread.start()
        self.bridge = Bridge(engine, self._loop)
        self.window = ConsoleWindow(self.bridge)
        self.window.show()

    def until(self, holds: Callable[[], bool]) -> None:
        """Let Qt work until something holds."""
        deadline = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < deadline, "it never came about"
            self._application.processEvents()
            time.sleep(0.005)

    def let_answers_in(self) -> None:
        """Let the engine do all that it was handed, and Qt show what came of it."""
        for _ in range(3):
            asyncio.run_coroutine_threadsafe(asyncio.sleep(0), self._loop).result(10)
            self._application.processEvents()

    def series(self, index: int = 0) -> Series:
        exam = self.engine.status().exam
        assert exam is not None
        return exam.series[index]

    def field(self, name: str) -> QLineEdit:
        found = [
            field for field in self.window.findChildren(QLineEdit) if field.accessibleName() == name
        ]
        return found[0]

    def button(self, text: str) -> QPushButton:
        def found() -> list[QPushButton]:
            return [b for b in self.window.findChildren(QPushButton) if text in b.text()]

        self.until(lambda: bool(found()))
        return found()[0]

    def press(self, text: str) -> None:
        self.until(lambda: self.button(text).isEnabled() and self.button(text).isVisible())
        QTest.mouseClick(self.button(text), Qt.MouseButton.LeftButton)

    def type(self, name: str, text: str) -> None:
        field = self.field(name)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.fixture
def console(
    request: pytest.FixtureRequest, application: QApplication, tmp_path: Path
) -> Iterator[Console]:
    """A console whose scan clock runs a thousand times too fast unless a test says otherwise."""
    settings = scanner_settings(
        tmp_path,
        control_port=_free_port(),
        dicom=DicomDestination(port=_free_port()),
        speed=getattr(request, "param", 1000.0),
    )
    engine = Engine(settings, PhantomImaging(settings.scanner_model, "sphere"), PROTOCOL)
    thread = EngineThread(engine, lambda: None)
    console = Console(application, engine, thread)
    console.until(lambda: console.field("TE").text() != "")
    yield console
    console.window.close()
    thread.stop()


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_value_that_runs_is_set_by_enter(console: Console) -> None:
    console.type("TE", "80")
    console.until(lambda: console.series().prescription.echo_time_ms == 80.0)
    assert console.field("TE").text() == "80.0"


def test_the_arrow_keys_step_a_value(console: Console) -> None:
    field = console.field("TR")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Up)
    console.until(lambda: console.series().prescription.repetition_time_ms == 3050.0)


def test_a_value_that_cannot_run_changes_nothing_until_it_is_cured(console: Console) -> None:
    before = console.series()
    console.type("TE", "2")
    console.until(lambda: console.button("Use nearest").isVisible())
    assert console.series() == before
    assert not console.button("Start").isEnabled()
    console.press("Use nearest")
    console.until(lambda: console.series() != before)
    assert 2 < console.series().prescription.echo_time_ms < 90
    assert not console.button("Use nearest").isVisible()


def test_an_edit_can_be_taken_back(console: Console) -> None:
    before = console.series()
    console.type("TE", "2")
    console.press("Take edit back")
    assert console.field("TE").text() == "90.0"
    assert console.series() == before
    assert console.button("Start").isEnabled()


def test_what_somebody_else_sets_shows_at_once_and_is_marked(console: Console) -> None:
    wanted = console.series().prescription.model_copy(update={"echo_time_ms": 100.0})
    series_id = console.series().series_id

    def write() -> None:
        console.engine.write_prescription(series_id, wanted, By.REMOTE)

    console.bridge._do(write)
    console.until(lambda: console.field("TE").text() == "100.0")
    assert console.field("TE").property("fresh") is True
    assert not console.field("TR").property("fresh")


@pytest.mark.parametrize("console", [1.0], indirect=True)
def test_a_series_is_started_stopped_and_repeated_by_hand(console: Console) -> None:
    console.press("Start")
    console.until(lambda: console.engine.status().phase is ScannerPhase.PRESCAN)
    console.until(lambda: not console.field("TE").isEnabled())
    console.press("Stop")
    console.until(lambda: console.series().state is SeriesState.STOPPED)
    console.until(lambda: console.field("TE").isEnabled())
    console.type("TE", "80")
    console.until(lambda: "series 3" in console.button("Start").text())
    assert console.series(2).prescription.echo_time_ms == 80.0
    assert console.series(0).prescription.echo_time_ms == 90.0


@pytest.mark.parametrize("console", [1.0], indirect=True)
def test_a_series_that_was_stopped_is_repeated_as_it_was(console: Console) -> None:
    console.press("Start")
    console.until(lambda: console.engine.status().phase is ScannerPhase.PRESCAN)
    console.press("Stop")
    console.press("Repeat series 1")
    console.press("Start series 3")
    console.until(lambda: console.series(2).state is SeriesState.RUNNING)
    assert console.series(2).prescription == console.series(0).prescription
    assert console.series(0).state is SeriesState.STOPPED


def test_images_are_shown_when_they_are_there_and_the_wheel_turns_slices(
    console: Console,
) -> None:
    console.press("Start")
    console.until(lambda: console.series().state is SeriesState.DONE)
    (view,) = console.window.findChildren(ImageView)
    console.until(lambda: view._pictures is not None and view._note == "")
    assert view._slice == 2
    first = view.grab().toImage()
    centre = QPointF(view.rect().center())
    for expected in (3, 4, 4):
        view.wheelEvent(
            QWheelEvent(
                centre,
                centre,
                QPoint(0, 0),
                QPoint(0, -120),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
        )
        assert view._slice == expected
    assert view.grab().toImage() != first
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert view._slice == 0


def test_a_fresh_console_has_nothing_selected_by_accident(console: Console) -> None:
    focused = QApplication.focusWidget()
    assert not isinstance(focused, QPushButton)


def _drag(view: PlanningView, begin: Point, end: Point) -> None:
    first, last = view.to_screen(begin).toPoint(), view.to_screen(end).toPoint()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseMove(view, (first + last) / 2)
    QTest.mouseMove(view, last)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=last)


def _plan(console: Console) -> tuple[PlanningView, PlanningView, PlanningView]:
    (tabs,) = [
        t for t in console.window.findChildren(QTabWidget) if t.tabText(1) == "Slice planning"
    ]
    tabs.setCurrentIndex(1)
    (panel,) = console.window.findChildren(PlanningPanel)
    console.until(panel.isVisible)
    return panel.views


def test_slices_that_are_dragged_are_set_when_the_hand_lets_go(console: Console) -> None:
    sagittal, _, axial = _plan(console)
    _drag(sagittal, (30.0, 0.0), (30.0, -40.0))
    console.until(lambda: abs(console.series().prescription.slice_offset_mm - 40.0) < 3.0)
    edge = drawing(console.series().prescription, axial.view).size_handles[0]
    _drag(axial, edge, (90.0, edge[1]))
    console.until(lambda: abs(console.series().prescription.fov_phase_mm - 180.0) < 4.0)
    assert console.series().state is SeriesState.QUEUED


def test_slices_turn_by_their_handle(console: Console) -> None:
    sagittal, _, _ = _plan(console)
    _, right = drawing(console.series().prescription, sagittal.view).turn_handles
    _drag(sagittal, right, (right[0] * 0.966, abs(right[0]) * 0.259))
    console.until(lambda: console.series().prescription.tilt_lr_deg != 0)
    assert abs(console.series().prescription.tilt_lr_deg) == pytest.approx(15, abs=2)


@pytest.mark.parametrize("answered_between", [0, 1])
def test_clicks_that_are_quicker_than_the_scanner_all_count(
    console: Console, monkeypatch: pytest.MonkeyPatch, answered_between: int
) -> None:
    _plan(console)
    held: list[Callable[[], None]] = []
    do = console.bridge._do
    with monkeypatch.context() as slow:
        slow.setattr(console.bridge, "_do", held.append)
        QTest.mouseClick(console.button("+ Sat. band"), Qt.MouseButton.LeftButton)
        QTest.mouseClick(console.button("+ Sat. band"), Qt.MouseButton.LeftButton)
        at_once = held[:answered_between]
        for act in at_once:
            do(act)
        console.let_answers_in()
        QTest.mouseClick(console.button("+ Sat. band"), Qt.MouseButton.LeftButton)
    for act in held[len(at_once) :]:
        do(act)
    console.until(lambda: len(console.series().prescription.saturation_bands) == 3)
    console.let_answers_in()
    assert not console.field("Sat. region").property("fresh")


def test_quick_clicks_on_a_series_that_has_run_make_one_copy(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    console.press("Start")
    console.until(lambda: console.series().state is SeriesState.DONE)
    console.until(lambda: console.engine.status().phase is ScannerPhase.DONE)
    _plan(console)
    console.until(console.button("+ Sat. band").isEnabled)
    held: list[Callable[[], None]] = []
    do = console.bridge._do
    with monkeypatch.context() as slow:
        slow.setattr(console.bridge, "_do", held.append)
        for _ in range(3):
            QTest.mouseClick(console.button("+ Sat. band"), Qt.MouseButton.LeftButton)
    for act in held:
        do(act)
    console.until(lambda: "series 3" in console.button("Start").text())
    console.until(lambda: len(console.series(2).prescription.saturation_bands) == 3)
    exam = console.engine.status().exam
    assert exam is not None
    assert len(exam.series) == 3


def test_a_choice_and_a_list_are_set_as_a_number_is(console: Console) -> None:
    (combo,) = [
        c for c in console.window.findChildren(QComboBox) if c.accessibleName() == "PAT mode"
    ]
    combo.activated.emit(combo.findData("GRAPPA"))
    console.until(lambda: console.series().prescription.acceleration_factor == 2)
    console.type("Sat. region", "-70/40")
    console.until(lambda: len(console.series().prescription.saturation_bands) == 1)


def test_the_language_is_switched_on_the_console(console: Console) -> None:
    console.press("中文")
    console.until(lambda: console.button("开始序列 1").isEnabled())
    assert console.field("翻转角").text() == "90"
    console.press("English")
    console.until(lambda: console.button("Start series 1").isEnabled())


def test_earlier_exams_are_looked_at_again(console: Console) -> None:
    console.press("Start")
    console.until(lambda: console.series().state is SeriesState.DONE)
    console.bridge.register_next_patient()
    console.until(lambda: "E00002" in str(console.engine.status().exam))
    (exams,) = console.window.findChildren(ExamsPanel)
    console.until(lambda: exams._tree.topLevelItemCount() == 1)
    exam = exams._tree.topLevelItem(0)
    exam.setExpanded(True)
    exams._tree.setCurrentItem(exam.child(0))
    (view,) = console.window.findChildren(ImageView)
    assert view._pictures is not None
    assert view._pictures.caption == "1  t2_tra"
    assert re.fullmatch(r"E00001   ·   \d{4}-\d\d-\d\d \d\d:\d\d", exam.text(0))


def test_the_next_patients_first_series_is_ready_to_be_edited_and_started(
    console: Console,
) -> None:
    console.press("Start")
    console.until(lambda: console.series().state is SeriesState.DONE)
    console.bridge.register_next_patient()
    console.until(lambda: "E00002" in str(console.engine.status().exam))
    console.until(lambda: console.button("Start series 1").isEnabled())
    console.type("TE", "80")
    console.until(lambda: console.series().prescription.echo_time_ms == 80.0)


def test_the_table_brings_the_patient_in_and_out(console: Console) -> None:
    console.press("To isocentre")
    console.until(lambda: console.engine.status().table_position_mm == 0)
    console.press("Out")
    console.until(lambda: console.engine.status().table_position_mm < -1000)


def test_prescan_and_live_images_are_told_while_the_series_runs(console: Console) -> None:
    seen = []
    console.bridge.changed.connect(seen.append)
    console.press("Start")
    console.until(lambda: console.series().state is SeriesState.DONE)
    console.until(lambda: seen[-1].live == ())
    assert seen[-1].prescan is not None
    assert {len(snapshot.live) for snapshot in seen} >= {1, 3, 5}


@pytest.mark.parametrize("language", list(Language))
def test_the_console_fits_the_smallest_screen(
    application: QApplication, tmp_path: Path, language: Language
) -> None:
    settings = scanner_settings(
        tmp_path,
        name="MR2",
        institution="County hospital",
        model="Borealis 1.5T",
        serial_number="B15-0042",
        width=1024,
        height=720,
        speed=20,
    )
    panels = make_panels(settings, settings.scanner_model, Records(tmp_path), language)
    least = laid_out(panels, narrow=True).minimumSizeHint()
    assert least.width() <= 1024
    assert least.height() <= 720
