"""The image: wheel turns slices, arrows turn echoes and maps, the right button sets the window."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from telescan.dicom.stored_values import Window
from telescan.virtual.console import theme
from telescan.virtual.language import Language, said
from telescan.virtual.patient_directions import edge_letters
from telescan.virtual.pictures import Pictures, PictureSet, shaded

_MARGIN = 12
_WINDOW_PER_PIXEL = 0.004
"""Share of the series' own window that one pixel of dragging adds."""
_TURNS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_PageUp: (-5, 0),
    Qt.Key.Key_PageDown: (5, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
"""Slices and sets that a key turns."""


class ImageView(QWidget):
    """One slice of a series with its caption; says so where there is none."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 240)
        self.setToolTip(
            said(
                "Wheel: slice   ·   ← →: echo or map   ·   right drag: window"
                "   ·   double click: reset",
                language,
            )
        )
        self._pictures: Pictures | None = None
        self._note = ""
        self._slice = 0
        self._set = 0
        self._window = Window(1, 2)
        self._drag: QPoint | None = None

    def show_pictures(self, pictures: Pictures | None, note: str) -> None:
        """Show a series from its middle slice, and a note where it is not the selected one's."""
        if pictures is self._pictures and note == self._note:
            return
        if pictures is not None and pictures is not self._pictures:
            self._set = 0
            self._slice = len(pictures.sets[0].pixels) // 2
            self._window = pictures.sets[0].window
        self._pictures, self._note = pictures, note
        self.update()

    def show_newest(self, pictures: Pictures, note: str) -> None:
        """Show a series that is still coming, at its newest slice."""
        if self._pictures is None or self._pictures.caption != pictures.caption:
            self._window = pictures.sets[0].window
        self._pictures, self._note, self._set = pictures, note, 0
        self._slice = len(pictures.sets[0].pixels) - 1
        self.update()

    def turn(self, slices: int, sets: int = 0) -> None:
        """Go so many slices and sets on, or back."""
        if self._pictures is None:
            return
        wanted_set = min(max(self._set + sets, 0), len(self._pictures.sets) - 1)
        if wanted_set != self._set:
            self._set = wanted_set
            self._window = self._shown(self._pictures).window
            self.update()
        last = len(self._shown(self._pictures).pixels) - 1
        wanted = min(max(self._slice + slices, 0), last)
        if wanted != self._slice:
            self._slice = wanted
            self.update()

    def _shown(self, pictures: Pictures) -> PictureSet:
        return pictures.sets[self._set]

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Turn slices."""
        self.turn(-1 if event.angleDelta().y() > 0 else 1)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Turn slices and sets by the arrow and page keys."""
        if event.key() in _TURNS:
            self.turn(*_TURNS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin to set the window."""
        self.setFocus()
        if event.button() in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
            self._drag = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Width by moving sideways, centre by moving up and down."""
        if self._drag is None or self._pictures is None:
            return
        moved = event.position().toPoint() - self._drag
        self._drag = event.position().toPoint()
        step = self._shown(self._pictures).window.width * _WINDOW_PER_PIXEL
        self._window = Window(
            centre=self._window.centre - moved.y() * step,
            width=max(2.0, self._window.width + moved.x() * step),
        )
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End setting the window."""
        if event.button() in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
            self._drag = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go back to the series' own window."""
        if self._pictures is not None and event.button() is Qt.MouseButton.LeftButton:
            self._window = self._shown(self._pictures).window
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the slice, or the sentence."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor("black"))
        if self._pictures is None:
            painter.setPen(QColor(theme.DIM))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._note)
            return
        self._draw_slice(painter, self._shown(self._pictures))
        self._draw_texts(painter, self._pictures, self._shown(self._pictures))

    def _draw_slice(self, painter: QPainter, shown: PictureSet) -> None:
        grey = shaded(shown.pixels[self._slice], self._window)
        rows, columns = grey.shape
        image = QImage(grey.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
        rows_mm, columns_mm = shown.places[self._slice].pixel_spacing_mm
        height_mm, width_mm = rows * rows_mm, columns * columns_mm
        scale = min(self.width() / width_mm, self.height() / height_mm)
        width, height = round(width_mm * scale), round(height_mm * scale)
        place = QRect((self.width() - width) // 2, (self.height() - height) // 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, image)

    def _draw_texts(self, painter: QPainter, pictures: Pictures, shown: PictureSet) -> None:
        rows, columns = shown.pixels.shape[1:]
        place = shown.places[self._slice]
        flag = Qt.AlignmentFlag
        painter.setFont(QFont(self.font().families(), 10))
        series = said("Series", self._language)
        caption = f"{series} {pictures.caption}"
        if len(pictures.sets) > 1:
            caption += f"\n{shown.name}   ({self._set + 1} / {len(pictures.sets)}, ← →)"
        position, matrix = said("Position", self._language), said("Matrix", self._language)
        where = f"{position} {place.slice_location_mm:+.1f} mm\n{matrix} {columns} × {rows}"
        image = said("Image", self._language)
        which = f"{image} {self._slice + 1} / {len(shown.pixels)}\n"
        which += f"C {self._window.centre:.0f}  W {self._window.width:.0f}"
        self._draw_text(painter, flag.AlignLeft | flag.AlignTop, caption, theme.TEXT)
        self._draw_text(painter, flag.AlignRight | flag.AlignTop, which, theme.TEXT)
        self._draw_text(painter, flag.AlignLeft | flag.AlignBottom, where, theme.DIM)
        note = self._note.replace("   ·   ", "\n")  # narrow, so that it stays off the letter
        self._draw_text(painter, flag.AlignRight | flag.AlignBottom, note, theme.WARN)
        left, right, top, bottom = edge_letters(place.image_orientation_patient)
        self._draw_text(painter, flag.AlignLeft | flag.AlignVCenter, left, theme.WARN)
        self._draw_text(painter, flag.AlignRight | flag.AlignVCenter, right, theme.WARN)
        self._draw_text(painter, flag.AlignHCenter | flag.AlignTop, top, theme.WARN)
        self._draw_text(painter, flag.AlignHCenter | flag.AlignBottom, bottom, theme.WARN)

    def _draw_text(
        self, painter: QPainter, where: Qt.AlignmentFlag, text: str, colour: str
    ) -> None:
        """Draw a text with a dark edge, so that it is read on bright tissue as well."""
        inner = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        painter.setPen(QColor("black"))
        for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
            painter.drawText(inner.translated(dx, dy), where, text)
        painter.setPen(QColor(colour))
        painter.drawText(inner, where, text)
