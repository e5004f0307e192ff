"""Slice planning: the three directions side by side, over the localiser's images."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from telescan.mr.prescription import Orientation, Prescription
from telescan.virtual.console.parts import framed, label
from telescan.virtual.console.planning_view import HANDS, PlanningView
from telescan.virtual.language import Language, said
from telescan.virtual.pictures import Pictures, PictureSet
from telescan.virtual.planning import View, next_band, suits

_ORDER = (Orientation.SAGITTAL, Orientation.CORONAL, Orientation.AXIAL)
_STRAIGHT: dict[str, object] = {"tilt_lr_deg": 0.0, "tilt_ap_deg": 0.0, "tilt_hf_deg": 0.0}
_CENTRED: dict[str, object] = {
    "row_offset_mm": 0.0,
    "column_offset_mm": 0.0,
    "slice_offset_mm": 0.0,
}


class PlanningPanel(QWidget):
    """Three views of the slice group."""

    placing = Signal(dict)
    """Changes while the hand moves."""
    placed = Signal()
    """The hand let go, or a button was pressed."""

    def __init__(self, language: Language, *, narrow: bool) -> None:
        super().__init__()
        layout = framed(self)
        layout.setContentsMargins(6, 4, 6, 6)
        self._prescription: Prescription | None = None
        self._buttons: list[QPushButton] = []
        self._adding: list[QPushButton] = []
        layout.addLayout(self._toolbar(language, narrow=narrow))
        self._views = tuple(PlanningView(View(o), language) for o in _ORDER)
        grid = QGridLayout()
        grid.setSpacing(4)
        columns = 2 if narrow else 3
        for index, view in enumerate(self._views):
            view.placing.connect(self.placing)
            view.placed.connect(self.placed)
            grid.addWidget(view, index // columns, index % columns)
        if narrow:
            hands = label("\n\n".join(said(HANDS, language).split("   ·   ")), "dim")
            hands.setAlignment(Qt.AlignmentFlag.AlignCenter)
            hands.setWordWrap(True)
            grid.addWidget(hands, 1, 1)
        for index in range(columns):
            grid.setColumnStretch(index, 1)
        for index in range(grid.rowCount()):
            grid.setRowStretch(index, 1)
        layout.addLayout(grid, 1)

    @property
    def views(self) -> tuple[PlanningView, ...]:
        """The three directions: sagittal, coronal, axial."""
        return self._views

    def show_plan(
        self,
        prescription: Prescription | None,
        pictures: Iterable[Pictures],
        *,
        editable: bool,
    ) -> None:
        """Show a prescription's slices over the newest images of each direction."""
        self._prescription = prescription
        newest_last = list(pictures)
        for view in self._views:
            view.show_plan(prescription, _background(view.view, newest_last), editable=editable)
        for button in self._buttons:
            button.setEnabled(editable and prescription is not None)
        for button in self._adding:
            full = prescription is None or next_band(prescription.saturation_bands) is None
            button.setEnabled(editable and not full)

    def _toolbar(self, language: Language, *, narrow: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        if not narrow:  # there the tab says it
            row.addWidget(label(said("Slice planning", language).upper(), "title"))
        row.addStretch()
        acts = (
            ("Centre", self._centre),
            ("Straighten", self._straighten),
            ("+ Sat. band", self._add_band),
            ("− Sat. band", self._remove_band),
        )
        for text, act in acts:
            button = QPushButton(said(text, language))
            button.setProperty("kind", "small")
            button.clicked.connect(act)
            self._buttons.append(button)
            if act == self._add_band:
                self._adding.append(button)
            row.addWidget(button)
        return row

    def _centre(self) -> None:
        self._set(_CENTRED)

    def _straighten(self) -> None:
        self._set(_STRAIGHT)

    def _add_band(self) -> None:
        if self._prescription is not None:
            band = next_band(self._prescription.saturation_bands)
            if band is not None:
                self._set({"saturation_bands": (*self._prescription.saturation_bands, band)})

    def _remove_band(self) -> None:
        if self._prescription is not None:
            self._set({"saturation_bands": self._prescription.saturation_bands[:-1]})

    def _set(self, changes: dict[str, object]) -> None:
        self.placing.emit(changes)
        self.placed.emit()


def _background(view: View, pictures: list[Pictures]) -> PictureSet | None:
    """Return the localiser that lies in the view's plane, or else the newest images that do."""
    fitting = [
        p.sets[0] for p in pictures if suits(view, p.sets[0].places[0].image_orientation_patient)
    ]
    return fitting[0] if fitting else None
