"""The engine's event loop, in a thread of its own, with the control port open."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime

from telescan.configuration import ConfigurationError
from telescan.virtual.control import listen
from telescan.virtual.engine import Engine
from telescan.virtual.room.camera import open_camera

_log = logging.getLogger(__name__)
_STARTS_WITHIN_S = 30.0
_ENDS_WITHIN_S = 15.0


class EngineThread:
    """Runs an engine beside the thread that shows the console."""

    def __init__(self, engine: Engine, failed: Callable[[], None]) -> None:
        self._engine = engine
        self._tell_failed = failed
        self._started: Future[asyncio.AbstractEventLoop] = Future()
        self._task: asyncio.Task[None] | None = None
        self._failed = False
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)

    def start(self) -> asyncio.AbstractEventLoop:
        """Start it and return its loop. Raises ConfigurationError where the port is taken."""
        self._thread.start()
        return self._started.result(_STARTS_WITHIN_S)

    def stop(self) -> bool:
        """End it and tell whether it had failed before."""
        loop = self._started.result(_STARTS_WITHIN_S)
        if not loop.is_closed() and self._task is not None:
            loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(_ENDS_WITHIN_S)
        return self._failed

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except asyncio.CancelledError:
            pass
        except Exception:  # noqa: BLE001 - the thread's outermost edge
            self._failed = True
            _log.exception("the engine failed")
            self._tell_failed()

    async def _serve(self) -> None:
        self._task = asyncio.current_task()
        port = self._engine.settings.control_port
        try:
            server = await listen(self._engine, port)
        except OSError as error:
            self._started.set_exception(
                ConfigurationError(
                    f"control_port: port {port} cannot be used ({error.strerror}); choose another"
                )
            )
            return
        try:
            camera = await self._open_camera()
        except ConfigurationError as error:
            server.close()
            self._started.set_exception(error)
            return
        self._started.set_result(asyncio.get_running_loop())
        try:
            await self._engine.serve()
        finally:
            server.close()
            if camera is not None:
                camera.close()

    async def _open_camera(self) -> asyncio.Server | None:
        port = self._engine.settings.camera_port
        if port is None:
            return None
        try:
            return await open_camera(port, self._engine.status, datetime.now)
        except OSError as error:
            raise ConfigurationError(
                f"camera_port: port {port} cannot be used ({error.strerror}); choose another"
            ) from error
