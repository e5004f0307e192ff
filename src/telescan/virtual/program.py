"""The virtual scanner program: the engine in one thread, the operator's console in the main one."""

import logging
import socket
import subprocess
import sys

from telescan.configuration import ConfigurationError
from telescan.mr.hardware import ScannerModel
from telescan.processes import dying_with_parent
from telescan.protocol.library import ExamProtocol, exam_named
from telescan.virtual.bore import PhantomImaging
from telescan.virtual.console.application import make_application, show_console
from telescan.virtual.console.bridge import Bridge
from telescan.virtual.console.loopback import ConsoleExposedError
from telescan.virtual.control import HOST
from telescan.virtual.engine import Engine
from telescan.virtual.engine_thread import EngineThread
from telescan.virtual.settings import ScannerSettings

_log = logging.getLogger(__name__)


def run(settings: ScannerSettings) -> int:
    """Run a scanner until it is told to end; return the process's exit code.

    Raises ConfigurationError where a port is taken or the data folder cannot be used.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("pynetdicom").setLevel(logging.CRITICAL)
    _require_free("rfb_port", settings.rfb_port)
    if settings.injector_rfb_port is not None:
        _require_free("injector_rfb_port", settings.injector_rfb_port)
    model = settings.scanner_model
    engine = Engine(settings, PhantomImaging(model, "head"), usual_protocol(model))
    try:
        application = make_application(settings)
    except ConsoleExposedError as error:
        raise ConfigurationError(f"rfb_port: {error}") from error
    thread = EngineThread(engine, application.quit)
    loop = thread.start()
    _log.info("scanner %s is on", settings.name)
    injector = _start_injector(settings)
    try:
        code = show_console(application, Bridge(engine, loop))
    finally:
        if injector is not None:
            injector.terminate()
            injector.wait()
        failed = thread.stop()
    _log.info("scanner %s is off", settings.name)
    return code or int(failed)


def _start_injector(settings: ScannerSettings) -> subprocess.Popen[bytes] | None:
    """Start the injector where there is one: Qt shows one screen per process."""
    if settings.injector_rfb_port is None:
        return None
    command = dying_with_parent(
        sys.executable,
        *("-m", "telescan.virtual.injector"),
        *("--rfb-port", str(settings.injector_rfb_port)),
        *("--control-port", str(settings.control_port)),
        *("--language", settings.language),
    )
    return subprocess.Popen(command)


def usual_protocol(model: ScannerModel) -> ExamProtocol:
    """Return the exam that a newly registered patient gets on a scanner model."""
    return exam_named(f"head-{model.field_strength_t:g}t")


def _require_free(setting: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ConfigurationError(
                f"{setting}: port {port} cannot be used ({error.strerror}); choose another"
            ) from error
