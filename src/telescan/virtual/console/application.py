"""The Qt application: served over RFB on loopback, ended by SIGTERM or with the engine."""

import os
import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication

from telescan.virtual.console.bridge import Bridge
from telescan.virtual.console.loopback import keep_to_loopback
from telescan.virtual.console.theme import style_for
from telescan.virtual.console.window import ConsoleWindow
from telescan.virtual.settings import ScannerSettings


def make_application(settings: ScannerSettings) -> QApplication:
    """Return the application with its RFB server listening, on loopback only.

    Raises ConsoleExposedError where that cannot be had.
    """
    os.environ["QT_QPA_PLATFORM"] = (
        f"vnc:size={settings.width}x{settings.height}:port={settings.rfb_port}"
    )
    application = QApplication([settings.name])
    _SignalEnder(application)
    application.processEvents()  # Qt listens only once its loop has turned
    if settings.console_on_loopback_only:
        keep_to_loopback(settings.rfb_port)
    application.setStyleSheet(style_for(settings.width, settings.language))
    application.setCursorFlashTime(0)  # nothing moves on the screen unless something changed
    return application


def show_console(application: QApplication, bridge: Bridge) -> int:
    """Show the window until the application ends; return its exit code."""
    window = ConsoleWindow(bridge)
    window.showFullScreen()
    return application.exec()


class _SignalEnder(QObject):
    """Ends the application on SIGTERM and SIGINT: Python's own handlers never run inside exec().

    A signal before exec() waits in the socket, and ends it as soon as it begins.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._ours, self._theirs = socket.socketpair()
        self._theirs.setblocking(False)
        signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(application.quit)
