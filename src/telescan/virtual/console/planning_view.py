"""One view of the patient with the slices drawn on it: drag to move, turn and stretch them."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from telescan.mr.prescription import Prescription
from telescan.virtual.console import theme
from telescan.virtual.language import Language, said
from telescan.virtual.patient_directions import letters
from telescan.virtual.pictures import PictureSet, shaded
from telescan.virtual.planning import (
    LEAST_SHOWN_MM,
    Drawing,
    Point,
    Polygon,
    View,
    drawing,
    group_centre_mm,
    moved,
    shown_mm,
    stretched,
    turned,
)

HANDS = (
    "Drag inside: move   ·   round handles: turn   ·   square handles: field of view"
    "   ·   wheel: image"
)
"""What a hand can do in a view."""

_NEAR_PX = 10.0
_SLICES = QColor("#ffd34d")
_BANDS = QColor("#ff7b6b")
_HANDLE_PX = 4.0
_SCALE_CM = 5


@dataclass(frozen=True)
class _Grip:
    """What the hand holds, where it took it, and what the prescription was then."""

    act: str
    handle: int
    at_mm: Point
    began: Prescription
    shown_mm: float
    """The view keeps its scale while the hand moves."""


class PlanningView(QWidget):
    """Shows one direction and tells where the slices are dragged to."""

    placing = Signal(dict)
    """Changes of the prescription while the hand moves."""
    placed = Signal()
    """The hand let go."""

    def __init__(self, view: View, language: Language) -> None:
        super().__init__()
        self._view = view
        self._language = language
        self._prescription: Prescription | None = None
        self._background: PictureSet | None = None
        self._slice: int | None = None
        self._grip: _Grip | None = None
        self._editable = False
        self.setMouseTracking(True)
        self.setMinimumSize(90, 90)
        self.setToolTip(said(HANDS, language))

    @property
    def view(self) -> View:
        """The direction that is looked in."""
        return self._view

    def show_plan(
        self, prescription: Prescription | None, background: PictureSet | None, *, editable: bool
    ) -> None:
        """Show the slices of a prescription on an image of this direction."""
        if background is not self._background:
            self._slice = None
        self._prescription, self._background = prescription, background
        self._editable = editable
        self.update()

    def to_screen(self, point: Point) -> QPointF:
        """Return where a point of the view lies on the screen."""
        scale = self._pixels_per_mm()
        return QPointF(self.width() / 2 + point[0] * scale, self.height() / 2 + point[1] * scale)

    def _to_view(self, at: QPointF) -> Point:
        scale = self._pixels_per_mm()
        return (at.x() - self.width() / 2) / scale, (at.y() - self.height() / 2) / scale

    def _pixels_per_mm(self) -> float:
        extent_mm = self._grip.shown_mm if self._grip else self._wanted_mm()
        return min(self.width(), self.height()) / extent_mm

    def _wanted_mm(self) -> float:
        return LEAST_SHOWN_MM if self._prescription is None else shown_mm(self._prescription)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Turn the images behind the slices."""
        if self._background is not None:
            last = len(self._background.pixels) - 1
            step = -1 if event.angleDelta().y() > 0 else 1
            self._slice = min(max(self._nearest(self._background) + step, 0), last)
            self.update()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the slices or of a handle."""
        if event.button() is Qt.MouseButton.LeftButton and self._prescription and self._editable:
            self._grip = self._grip_at(event.position(), self._prescription)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move, turn or stretch what is held; otherwise show what would be held."""
        grip = self._grip
        if grip is None:
            self._show_hand(event.position())
            return
        at_mm = self._to_view(event.position())
        began = grip.began
        if grip.act == "move":
            by_mm = (at_mm[0] - grip.at_mm[0], at_mm[1] - grip.at_mm[1])
            changes = moved(began, self._view, by_mm)
        elif grip.act == "turn":
            centre = drawing(began, self._view).centre
            by_deg = _angle_deg(at_mm, centre) - _angle_deg(grip.at_mm, centre)
            changes = turned(began, self._view, (by_deg + 180) % 360 - 180)
        else:
            changes = stretched(began, self._view, grip.handle, at_mm)
        self.placing.emit(changes)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        if self._grip is not None and event.button() is Qt.MouseButton.LeftButton:
            self._grip = None
            self.update()
            self.placed.emit()

    def _show_hand(self, at: QPointF) -> None:
        shapes = {
            "move": Qt.CursorShape.SizeAllCursor,
            "turn": Qt.CursorShape.CrossCursor,
            "stretch": Qt.CursorShape.PointingHandCursor,
        }
        grip = None
        if self._prescription is not None and self._editable:
            grip = self._grip_at(at, self._prescription)
        self.setCursor(shapes[grip.act] if grip else Qt.CursorShape.ArrowCursor)

    def _grip_at(self, at: QPointF, prescription: Prescription) -> _Grip | None:
        drawn, at_mm = drawing(prescription, self._view), self._to_view(at)
        for act, handles in (("stretch", drawn.size_handles), ("turn", drawn.turn_handles)):
            for index, handle in enumerate(handles):
                apart = self.to_screen(handle) - at
                if np.hypot(apart.x(), apart.y()) <= _NEAR_PX:
                    return _Grip(act, index, at_mm, prescription, self._wanted_mm())
        outline = self._polygon(drawn.outline)
        if outline.containsPoint(at, Qt.FillRule.OddEvenFill) or self._near_centre(drawn, at):
            return _Grip("move", 0, at_mm, prescription, self._wanted_mm())
        return None

    def _near_centre(self, drawn: Drawing, at: QPointF) -> bool:
        apart = self.to_screen(drawn.centre) - at
        return bool(np.hypot(apart.x(), apart.y()) <= _NEAR_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw image, slices, bands and letters."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor("black"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._background is not None:
            self._draw_background(painter, self._background)
        else:
            self._draw_cross(painter)
        if self._prescription is not None:
            self._draw_slices(painter, drawing(self._prescription, self._view))
        self._draw_scale(painter)
        self._draw_letters(painter)

    def _draw_scale(self, painter: QPainter) -> None:
        """Draw how long 5 cm are, with a tick at each."""
        length = _SCALE_CM * 10 * self._pixels_per_mm()
        right, low = self.width() - 8.0, self.height() - 9.0
        painter.setPen(QPen(QColor(theme.TEXT), 1))
        painter.drawLine(QPointF(right - length, low), QPointF(right, low))
        for cm in range(_SCALE_CM + 1):
            x = right - length * cm / _SCALE_CM
            painter.drawLine(QPointF(x, low), QPointF(x, low - (5 if cm % _SCALE_CM == 0 else 3)))
        painter.setFont(QFont(self.font().families(), 8))
        above = QRectF(right - length - 40, low - 22, length + 40, 14)
        painter.drawText(above, Qt.AlignmentFlag.AlignRight, f"{_SCALE_CM} cm")

    def _draw_background(self, painter: QPainter, images: PictureSet) -> None:
        index = self._nearest(images)
        place = images.places[index]
        grey = shaded(images.pixels[index], images.window)
        rows, columns = grey.shape
        image = QImage(grey.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
        u, v = self._view.point(np.array(place.image_position_patient))
        rows_mm, columns_mm = place.pixel_spacing_mm
        corner = self.to_screen((u - columns_mm / 2, v - rows_mm / 2))
        far = self.to_screen((u + columns_mm * (columns - 0.5), v + rows_mm * (rows - 0.5)))
        painter.drawImage(QRectF(corner, far), image)

    def _nearest(self, images: PictureSet) -> int:
        """Return the image nearest to the middle of the slices, or the one that was turned to."""
        if self._slice is not None:
            return min(self._slice, len(images.places) - 1)
        if self._prescription is None:
            return len(images.places) // 2
        sight = self._view.axes[2]
        depth = float(sight @ group_centre_mm(self._prescription))
        depths = [float(sight @ np.array(p.image_position_patient)) for p in images.places]
        return int(np.argmin([abs(d - depth) for d in depths]))

    def _draw_cross(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(theme.LINE), 1, Qt.PenStyle.DashLine))
        middle = self.to_screen((0.0, 0.0))
        painter.drawLine(QPointF(0, middle.y()), QPointF(self.width(), middle.y()))
        painter.drawLine(QPointF(middle.x(), 0), QPointF(middle.x(), self.height()))
        painter.setPen(QColor(theme.DIM))
        painter.setFont(QFont(self.font().families(), 9))
        corner = self.rect().adjusted(8, 6, -self.width() // 2 - 14, 0)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(corner, flags, said("no localiser", self._language))

    def _draw_slices(self, painter: QPainter, drawn: Drawing) -> None:
        for band in drawn.bands:
            painter.setPen(QPen(_BANDS, 1))
            painter.setBrush(QBrush(_BANDS, Qt.BrushStyle.BDiagPattern))
            painter.drawPolygon(self._polygon(band))
        colour = _SLICES if self._editable else QColor(theme.DIM)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.6))
        painter.drawPolygon(self._polygon(drawn.outline))
        faint = QColor(colour)
        faint.setAlpha(150)
        painter.setPen(QPen(faint, 1))
        for begin, end in drawn.slices:
            painter.drawLine(self.to_screen(begin), self.to_screen(end))
        painter.setPen(QPen(colour, 1.6))
        painter.setBrush(QColor("black"))
        for handle in drawn.turn_handles:
            painter.drawEllipse(self.to_screen(handle), _HANDLE_PX, _HANDLE_PX)
        for handle in drawn.size_handles:
            at = self.to_screen(handle)
            painter.drawRect(
                QRectF(at.x() - _HANDLE_PX, at.y() - _HANDLE_PX, 2 * _HANDLE_PX, 2 * _HANDLE_PX)
            )
        at = self.to_screen(drawn.centre)
        painter.drawLine(at - QPointF(5, 0), at + QPointF(5, 0))
        painter.drawLine(at - QPointF(0, 5), at + QPointF(0, 5))

    def _polygon(self, corners: Polygon) -> QPolygonF:
        return QPolygonF([self.to_screen(corner) for corner in corners])

    def _draw_letters(self, painter: QPainter) -> None:
        u, v, _ = self._view.axes.tolist()
        up, left = [-c for c in v], [-c for c in u]
        flag = Qt.AlignmentFlag
        painter.setFont(QFont("DejaVu Sans", 10))
        painter.setPen(QColor(theme.WARN))
        inner = self.rect().adjusted(6, 4, -6, -4)
        painter.drawText(inner, flag.AlignLeft | flag.AlignVCenter, letters(left))
        painter.drawText(inner, flag.AlignRight | flag.AlignVCenter, letters(u))
        painter.drawText(inner, flag.AlignHCenter | flag.AlignTop, letters(up))
        painter.drawText(inner, flag.AlignHCenter | flag.AlignBottom, letters(v))


def _angle_deg(at: Point, centre: Point) -> float:
    return float(np.degrees(np.arctan2(at[1] - centre[1], at[0] - centre[0])))
