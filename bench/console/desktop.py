"""The site's scanner console: TigerVNC's X server with the workload on it."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.console.processes import environment, running
from bench.link_emulator import LinkUnavailableError, Namespace

WIDTH, HEIGHT = 1920, 1200
RFB_PORT = 5901
IMAGES_PER_S = 10
MOTIONS = {"text": ("log", 4.0), "image": ("slice", float(IMAGES_PER_S))}
"""What moves: what the workload is told, and how often a second."""


class Workload:
    """The running workload."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def tell(self, line: str) -> None:
        """Play it: ``log``, ``slice``, ``play HZ``."""
        assert self._process.stdin is not None  # noqa: S101
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def repeat(self, line: str, rate: float, duration_s: float) -> int:
        """Tell it a line so many times a second; return how often that was."""
        count, began = round(rate * duration_s), time.monotonic()
        for number in range(count):
            self.tell(line)
            time.sleep(max(0.0, began + (number + 1) / rate - time.monotonic()))
        return count


@contextmanager
def desktop(site: Namespace, folder: Path) -> Iterator[Workload]:
    """Run the X server and the workload at the site; both end with the context."""
    xvnc = shutil.which("Xvnc")
    if xvnc is None:
        raise LinkUnavailableError("Xvnc is missing: apt-get install tigervnc-standalone-server")
    with ExitStack() as stack:
        server = stack.enter_context(
            running(
                site.command(
                    xvnc, "-displayfd", "1", "-geometry", f"{WIDTH}x{HEIGHT}", "-depth", "24",
                    "-SecurityTypes", "None", "-rfbport", str(RFB_PORT), "-localhost",
                    "-AlwaysShared", "-nolisten", "tcp",
                ),
                folder / "xvnc.log",
            )
        )  # fmt: skip
        assert server.stdout is not None  # noqa: S101
        number = server.stdout.readline().strip()
        if not number:
            raise RuntimeError(f"Xvnc did not start:\n{(folder / 'xvnc.log').read_text()}")
        workload = stack.enter_context(
            running(
                site.command(sys.executable, "-m", "bench.console.workload"),
                folder / "workload.log",
                environment(QT_QPA_PLATFORM="xcb", DISPLAY=f":{number}"),
            )
        )
        assert workload.stdout is not None  # noqa: S101
        if workload.stdout.readline() != "ready\n":
            raise RuntimeError(f"no workload:\n{(folder / 'workload.log').read_text()}")
        yield Workload(workload)
