"""The image: wheel turns slices, dragging with the right button sets the window."""

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
from telescan.virtual.pictures import Pictures, shaded

_MARGIN = 12
_WINDOW_PER_PIXEL = 0.004
"""Share of the series' own window that one pixel of dragging adds."""


class ImageView(QWidget):
    """One slice of a series with its caption; says so where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 320)
        self.setToolTip("Wheel: slice   ·   right drag: window   ·   double click: reset")
        self._pictures: Pictures | None = None
        self._note = ""
        self._slice = 0
        self._window = Window(1, 2)
        self._drag: QPoint | None = None

    def show_pictures(self, pictures: Pictures | None, note: str) -> None:
        """Show a series from its middle slice, and a note where it is not the selected one's."""
        if pictures is self._pictures and note == self._note:
            return
        if pictures is not None and pictures is not self._pictures:
            self._slice = len(pictures.pixels) // 2
            self._window = pictures.window
        self._pictures, self._note = pictures, note
        self.update()

    def turn(self, slices: int) -> None:
        """Go so many slices on, or back."""
        if self._pictures is None:
            return
        last = len(self._pictures.pixels) - 1
        wanted = min(max(self._slice + slices, 0), last)
        if wanted != self._slice:
            self._slice = wanted
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Turn slices."""
        self.turn(-1 if event.angleDelta().y() > 0 else 1)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Turn slices by the arrow and page keys."""
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -5,
            Qt.Key.Key_PageDown: 5,
        }
        if event.key() in steps:
            self.turn(steps[Qt.Key(event.key())])
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
        step = self._pictures.window.width * _WINDOW_PER_PIXEL
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
            self._window = self._pictures.window
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the slice, or the sentence."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor("black"))
        if self._pictures is None:
            painter.setPen(QColor(theme.DIM))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._note)
            return
        self._draw_slice(painter, self._pictures)
        self._draw_texts(painter, self._pictures)

    def _draw_slice(self, painter: QPainter, pictures: Pictures) -> None:
        grey = shaded(pictures.pixels[self._slice], self._window)
        rows, columns = grey.shape
        image = QImage(grey.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
        height_mm = rows * pictures.pixel_spacing_mm[0]
        width_mm = columns * pictures.pixel_spacing_mm[1]
        scale = min(self.width() / width_mm, self.height() / height_mm)
        width, height = round(width_mm * scale), round(height_mm * scale)
        place = QRect((self.width() - width) // 2, (self.height() - height) // 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, image)

    def _draw_texts(self, painter: QPainter, pictures: Pictures) -> None:
        count = len(pictures.pixels)
        rows, columns = pictures.pixels.shape[1:]
        location = pictures.locations_mm[self._slice]
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        painter.setFont(QFont("DejaVu Sans", 10))
        place = f"Position {location:+.1f} mm\nMatrix {columns} × {rows}"
        shown = f"Image {self._slice + 1} / {count}\n"
        shown += f"C {self._window.centre:.0f}  W {self._window.width:.0f}"
        self._draw_text(painter, left | top, f"Series {pictures.caption}", theme.TEXT)
        self._draw_text(painter, right | top, shown, theme.TEXT)
        self._draw_text(painter, left | bottom, place, theme.DIM)
        self._draw_text(painter, right | bottom, self._note, theme.WARN)

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
