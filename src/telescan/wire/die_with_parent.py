"""Run a program that dies with the process that started it, however that one dies.

Run as a script: ``python die_with_parent.py PARENT_PID PROGRAM ARGUMENT...``. Linux sends the child
SIGKILL when its parent ends (prctl(2), PR_SET_PDEATHSIG); the setting outlives execve.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def command_line(program: Path, *arguments: str) -> list[str]:
    """Return what to start instead of ``program`` so that it dies with this process."""
    launcher = str(Path(__file__).resolve())
    return [sys.executable, "-I", "-S", launcher, str(os.getpid()), str(program), *arguments]


def _main() -> None:
    parent, program, arguments = int(sys.argv[1]), sys.argv[2], sys.argv[2:]
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent may have died before the line above took effect.
    if os.getppid() != parent:
        sys.exit(1)
    os.execv(program, arguments)  # noqa: S606


if __name__ == "__main__":
    _main()
