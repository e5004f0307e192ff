"""Small pieces that every panel is made of."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget


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
