"""Small pieces that every panel is made of."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget


def panel(title: str = "") -> tuple[QFrame, QVBoxLayout]:
    """Return a framed panel and the layout that its contents go into."""
    frame = QFrame()
    frame.setProperty("panel", True)
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(12, 8, 12, 8)
    layout.setSpacing(6)
    if title:
        layout.addWidget(label(title.upper(), "title"))
    return frame, layout


def framed(owner: QWidget, title: str = "") -> QVBoxLayout:
    """Fill a widget with a framed panel, and return the layout that its contents go into."""
    frame, layout = panel(title)
    outer = QVBoxLayout(owner)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(frame)
    return layout


def line(owner: QWidget, name: str) -> QHBoxLayout:
    """Make a widget one line that begins with a name, and return the layout for the rest."""
    row = QHBoxLayout(owner)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(label(name), 1)
    return row


def label(text: str = "", role: str = "") -> QLabel:
    """Return a label with a role of the style sheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    return made


def mark(widget: QWidget, name: str, value: bool) -> None:
    """Set a property of the style sheet, and repaint only if it changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
