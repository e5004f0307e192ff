"""Processes that end with the one that started them, however that one ends.

Linux sends a child a signal when its parent ends (prctl(2), PR_SET_PDEATHSIG); the setting outlives
execve. A child takes it on in a small launcher before it becomes the program, so that nothing of
ours runs between fork and exec of a process with threads: this file is that launcher, run as
``python processes.py PARENT_PID PROGRAM ARGUMENT...``.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def dying_with_parent(program: str | Path, *arguments: str) -> tuple[str, ...]:
    """Return what to start instead of ``program``, so that it is killed when this process ends."""
    launcher = str(Path(__file__).resolve())
    parent = str(os.getpid())
    return (sys.executable, "-I", "-S", launcher, parent, str(program), *arguments)


def end_with_parent() -> None:
    """Have this process asked to end (SIGTERM) when its parent ends. Raises OSError."""
    _signal_at_parents_end(signal.SIGTERM)


def _signal_at_parents_end(number: signal.Signals) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")


def _launch() -> None:
    parent, program, arguments = int(sys.argv[1]), sys.argv[2], sys.argv[2:]
    _signal_at_parents_end(signal.SIGKILL)
    # The parent may have died before the line above took effect.
    if os.getppid() != parent:
        sys.exit(1)
    os.execvp(program, arguments)  # noqa: S606


if __name__ == "__main__":
    _launch()
