"""Keeps a group of programs running: started in order, restarted with back-off, ended together.

Rules: a child never outlives its supervisor, however that ends; a child that dies is started again,
after a pause that doubles up to ``PAUSE_MAX_S`` and starts anew once it has run ``STEADY_S``; all
are asked to end (SIGTERM), in the reverse order, before any is killed.
"""

import asyncio
import contextlib
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from telescan.processes import dying_with_parent

PAUSE_FIRST_S = 0.5
PAUSE_MAX_S = 30.0
STEADY_S = 60.0
END_WITHIN_S = 5.0


@dataclass(frozen=True)
class Program:
    """A program to keep running; what it prints goes to ``log``."""

    name: str
    command: tuple[str, ...]
    log: Path


def next_pause_s(previous_s: float, ran_for_s: float) -> float:
    """Return how long to wait before a program that ended is started again."""
    if ran_for_s >= STEADY_S or previous_s == 0:
        return PAUSE_FIRST_S
    return min(previous_s * 2, PAUSE_MAX_S)


class Supervisor:
    """Runs programs until told to stop."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self._programs = tuple(programs)
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._keepers: list[asyncio.Task[None]] = []
        self.restarts: dict[str, int] = {program.name: 0 for program in programs}

    def process_id(self, name: str) -> int | None:
        """Return the process id of a program; None while it is not running."""
        process = self._running.get(name)
        return process.pid if process and process.returncode is None else None

    async def start(self) -> None:
        """Start every program and keep each running from now on."""
        for program in self._programs:
            self._running[program.name] = await _spawn(program)
            self._keepers.append(asyncio.create_task(self._keep(program)))

    async def stop(self) -> None:
        """End every program, the last started first."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        self._keepers.clear()
        processes = [self._running[p.name] for p in reversed(self._programs) if self._is_up(p)]
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        await asyncio.gather(*(_ended(process) for process in processes))

    def _is_up(self, program: Program) -> bool:
        process = self._running.get(program.name)
        return process is not None and process.returncode is None

    async def _keep(self, program: Program) -> None:
        clock = asyncio.get_running_loop().time
        pause_s = 0.0
        while True:
            started = clock()
            await self._running[program.name].wait()
            pause_s = next_pause_s(pause_s, clock() - started)
            await asyncio.sleep(pause_s)
            self.restarts[program.name] += 1
            self._running[program.name] = await _spawn(program)


async def _spawn(program: Program) -> asyncio.subprocess.Process:
    with program.log.open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *dying_with_parent(*program.command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


async def _ended(process: asyncio.subprocess.Process) -> None:
    try:
        await asyncio.wait_for(process.wait(), END_WITHIN_S)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
