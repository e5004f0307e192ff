"""The message log, and how images are getting on."""

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QTextEdit,
    QWidget,
)

from telescan.virtual.console import theme
from telescan.virtual.console.parts import framed, label, mark
from telescan.virtual.language import Language, said
from telescan.virtual.messages import Level, Message
from telescan.virtual.outbox import OutboxState
from telescan.virtual.view_model import outbox_line

_COLOURS = {Level.INFO: theme.TEXT, Level.WARNING: theme.WARN, Level.ERROR: "#ff8a80"}
_TAB_PX = 19
"""Four are wider than the time; the fifth is the mark's."""
_MARKS = {Level.INFO: "", Level.WARNING: "!", Level.ERROR: "✕"}


class MessagePanel(QWidget):
    """Newest message at the bottom."""

    send_again = Signal()

    def __init__(self, language: Language, *, narrow: bool) -> None:
        super().__init__()
        self._language = language
        layout = framed(self, "" if narrow else said("Messages", language))
        self._shown: tuple[Message, ...] = ()
        self._log = QTextEdit()
        self._log.setReadOnly(True)
        self._log.setTabStopDistance(_TAB_PX)
        self._log.document().setMaximumBlockCount(200)
        self._log.document().setDocumentMargin(0)
        newest = self._log.verticalScrollBar()
        newest.rangeChanged.connect(lambda _, last: newest.setValue(last))
        layout.addWidget(self._log, 1)
        row = QHBoxLayout()
        row.addWidget(label("DICOM", "title"))
        self._outbox = label(role="dim")
        self._outbox.setMinimumWidth(40)
        self._outbox.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self._outbox, 1)
        self._again = QPushButton(said("Send now", language))
        self._again.clicked.connect(self.send_again)
        row.addWidget(self._again)
        layout.addLayout(row)

    def show_messages(self, messages: tuple[Message, ...], outbox: OutboxState) -> None:
        """Show what is new."""
        if messages != self._shown:
            known = set(map(id, self._shown))
            for message in messages:
                if id(message) not in known:
                    self._append(message)
            self._shown = messages
        text, warns = outbox_line(outbox, self._language)
        fitting = self._outbox.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, self._outbox.width()
        )
        self._outbox.setText(fitting)
        self._outbox.setToolTip(text)
        mark(self._outbox, "warns", warns)
        self._again.setVisible(bool(outbox.unsent) and outbox.sending is None)

    def _append(self, message: Message) -> None:
        self._log.append(
            '<p style="white-space:pre-wrap; margin:0">'
            f'<span style="color:{theme.DIM}">{message.at:%H:%M:%S}\t</span>'
            f'<span style="color:{_COLOURS[message.level]}">'
            f"{_MARKS[message.level]}\t{escape(message.text_in(self._language))}</span></p>"
        )
