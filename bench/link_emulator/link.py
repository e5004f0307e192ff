"""Starts the emulator, goes into its namespaces, reads its counters."""

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.link_emulator.profiles import Direction, Profile
from telescan.processes import dying_with_parent

SITE_ADDRESS = "10.77.0.1"
HUB_ADDRESS = "10.77.0.2"
_SOURCE = Path(__file__).with_name("emulator.c")
_CONGESTION_CONTROL = Path("/proc/sys/net/ipv4/tcp_congestion_control")


class LinkUnavailableError(Exception):
    """The machine does not let us emulate a link; the message says why and what to do."""


@dataclass(frozen=True)
class Flow:
    """What one direction was given so far."""

    packets: int
    bytes: int
    lost: int
    """By chance, or in an outage."""
    dropped: int
    """By a full queue."""

    def __sub__(self, earlier: Self) -> "Flow":
        return Flow(
            *(getattr(self, field.name) - getattr(earlier, field.name) for field in fields(self))
        )


@dataclass(frozen=True)
class Counters:
    """What both directions were given so far."""

    up: Flow
    down: Flow


@dataclass(frozen=True)
class Namespace:
    """One side of the link."""

    file: Path
    """The namespace, as long as the link lives."""
    address: str
    """Its end of the link."""

    def command(self, *command: str) -> tuple[str, ...]:
        """Return what to start instead of ``command`` to run it on this side; it dies with us."""
        return dying_with_parent(_program("nsenter"), f"--net={self.file}", "--", *command)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Be on this side, this thread only: sockets opened here stay here."""
        # A thread, not the process: /proc/self would be the main thread's namespace.
        own = Path(f"/proc/self/task/{threading.get_native_id()}/ns/net")
        back, there = os.open(own, os.O_RDONLY), os.open(self.file, os.O_RDONLY)
        try:
            os.setns(there, os.CLONE_NEWNET)
            try:
                yield
            finally:
                os.setns(back, os.CLONE_NEWNET)
        finally:
            os.close(back)
            os.close(there)


class EmulatedLink:
    """A link between ``site`` and ``hub`` while it is entered."""

    site: Namespace
    hub: Namespace
    congestion_control: str
    """TCP's on both sides: BBR where the kernel has it."""

    def __init__(self, profile: Profile, seed: int = 1) -> None:
        self._profile = profile
        self._seed = seed

    def __enter__(self) -> Self:
        """Join the sides. Raises LinkUnavailableError."""
        with tempfile.TemporaryDirectory() as folder:
            self._process = subprocess.Popen(
                dying_with_parent(
                    _compiled(Path(folder)),
                    str(self._seed),
                    str(self._profile.mtu),
                    *_arguments("up", self._profile.up),
                    *_arguments("down", self._profile.down),
                ),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            ready = self._read_line().split()
        if not ready:
            _, error = self._process.communicate()
            raise LinkUnavailableError(
                f"two network namespaces cannot be joined ({error.strip()}): that needs root"
                " (CAP_SYS_ADMIN, CAP_NET_ADMIN) and /dev/net/tun"
            )
        folder_of_fds = Path(f"/proc/{self._process.pid}/fd")
        self.site = Namespace(folder_of_fds / ready[1], SITE_ADDRESS)
        self.hub = Namespace(folder_of_fds / ready[2], HUB_ADDRESS)
        for side in (self.site, self.hub):
            self.congestion_control = _prefer_bbr(side)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the emulator; namespaces and devices go with it."""
        self._process.communicate()

    def counters(self) -> Counters:
        """Return what was sent since the start."""
        self._tell("counters")
        figures = [int(figure) for figure in self._read_line().split()]
        return Counters(Flow(*figures[:4]), Flow(*figures[4:]))

    def outage(self, on: bool, *, up: bool = True, down: bool = True) -> None:
        """Lose everything from now on, both ways or one way only; or nothing any more."""
        self._tell(f"outage {int(on and up)} {int(on and down)}")

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None  # noqa: S101
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _read_line(self) -> str:
        assert self._process.stdout is not None  # noqa: S101
        return self._process.stdout.readline()


def _arguments(name: str, way: Direction) -> list[str]:
    return [f"{name}.{field.name}={getattr(way, field.name)}" for field in fields(way)]


def _compiled(folder: Path) -> Path:
    binary = folder / "emulator"
    done = subprocess.run(
        [_program("cc"), "-O2", "-Wall", "-o", binary, _SOURCE, "-lm"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise LinkUnavailableError(f"the link emulator does not compile: {done.stderr.strip()}")
    return binary


_PACKAGES = {"cc": "gcc libc6-dev", "nsenter": "util-linux"}


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise LinkUnavailableError(f"{name} is missing: apt-get install {_PACKAGES[name]}")
    return found


def _prefer_bbr(side: Namespace) -> str:
    with side.entered():
        available = _CONGESTION_CONTROL.with_name("tcp_available_congestion_control").read_text()
        if "bbr" in available.split():
            _CONGESTION_CONTROL.write_text("bbr")
        return _CONGESTION_CONTROL.read_text().strip()
