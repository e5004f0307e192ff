"""The console's panels, made in one language, and how they stand on a screen."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from telescan.mr.hardware import ScannerModel
from telescan.virtual.console.consequence_panel import ConsequencePanel
from telescan.virtual.console.exams_panel import ExamsPanel
from telescan.virtual.console.image_view import ImageView
from telescan.virtual.console.message_panel import MessagePanel
from telescan.virtual.console.parameter_panel import ParameterPanel
from telescan.virtual.console.parts import panel
from telescan.virtual.console.planning_panel import PlanningPanel
from telescan.virtual.console.queue_panel import QueuePanel
from telescan.virtual.console.run_panel import RunPanel
from telescan.virtual.console.theme import SMALL_SCREEN
from telescan.virtual.console.top_bar import TopBar
from telescan.virtual.language import Language, said
from telescan.virtual.records import Records
from telescan.virtual.settings import ScannerSettings

_PLANNING_SHARE, _IMAGES_SHARE = 5, 6
_PIXELS = 1000
"""More than any screen has a share of: stretching alone would begin with what parts ask for."""


@dataclass(frozen=True)
class Panels:
    """Everything that stands on the screen."""

    language: Language
    top: TopBar
    queue: QueuePanel
    exams: ExamsPanel
    run: RunPanel
    planning: PlanningPanel
    image: ImageView
    messages: MessagePanel
    parameters: ParameterPanel
    consequences: ConsequencePanel


def make_panels(
    settings: ScannerSettings, model: ScannerModel, records: Records, language: Language
) -> Panels:
    """Return new panels."""
    narrow = settings.width < SMALL_SCREEN
    return Panels(
        language=language,
        top=TopBar(settings, model, language),
        queue=QueuePanel(language, narrow=narrow),
        exams=ExamsPanel(records),
        run=RunPanel(language),
        planning=PlanningPanel(language, narrow=narrow),
        image=ImageView(language),
        messages=MessagePanel(language, narrow=narrow),
        parameters=ParameterPanel(model, language),
        consequences=ConsequencePanel(language),
    )


def laid_out(panels: Panels, *, narrow: bool) -> QWidget:
    """Return the whole page; on a narrow screen planning and images share one place."""
    root = QWidget()
    root.setObjectName("root")
    page = QVBoxLayout(root)
    page.setContentsMargins(0, 0, 0, 0)
    page.setSpacing(0)
    page.addWidget(panels.top)
    body = QHBoxLayout()
    body.setContentsMargins(8, 8, 8, 8)
    body.setSpacing(8)
    body.addWidget(_left(panels, width=296 if narrow else 390))
    body.addWidget(_middle(panels, narrow=narrow), 1)
    body.addWidget(_right(panels, width=344 if narrow else 420))
    page.addLayout(body, 1)
    return root


def _left(panels: Panels, *, width: int) -> QWidget:
    tabs = QTabWidget()
    tabs.setDocumentMode(True)
    tabs.tabBar().setDrawBase(False)
    tabs.addTab(panels.queue, said("Exam queue", panels.language))
    tabs.addTab(panels.exams, said("Earlier exams", panels.language))
    return _column(width, (tabs, 1), (panels.run, 0))


def _middle(panels: Panels, *, narrow: bool) -> QWidget:
    frame, layout = panel()
    layout.setContentsMargins(2, 2, 2, 2)
    layout.addWidget(panels.image)
    shared: QTabWidget | QSplitter
    if narrow:
        shared = QTabWidget()
        shared.setDocumentMode(True)
        shared.tabBar().setDrawBase(False)
        shared.addTab(frame, said("Images", panels.language))
        shared.addTab(panels.planning, said("Slice planning", panels.language))
    else:
        shared = QSplitter(Qt.Orientation.Vertical)
        shared.setChildrenCollapsible(False)
        shared.addWidget(panels.planning)
        shared.addWidget(frame)
        shared.setSizes([_PLANNING_SHARE * _PIXELS, _IMAGES_SHARE * _PIXELS])
        shared.setStretchFactor(0, _PLANNING_SHARE)
        shared.setStretchFactor(1, _IMAGES_SHARE)
    panels.messages.setFixedHeight(130 if narrow else 150)
    return _column(None, (shared, 1), (panels.messages, 0))


def _right(panels: Panels, *, width: int) -> QWidget:
    return _column(width, (panels.parameters, 1), (panels.consequences, 0))


def _column(width: int | None, *parts: tuple[QWidget, int]) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    for part, stretch in parts:
        column.addWidget(part, stretch)
    if width is not None:
        holder.setFixedWidth(width)
    return holder
