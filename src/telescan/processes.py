"""Child processes that end with their parent, however the parent ends (Linux prctl(2))."""

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Have this process killed when its parent ends; for ``preexec_fn`` of a child."""
    if not _signal_at_parents_end(signal.SIGKILL):
        os._exit(71)


def end_with_parent() -> None:
    """Have this process asked to end when its parent ends. Raises OSError."""
    if not _signal_at_parents_end(signal.SIGTERM):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")


def _signal_at_parents_end(number: signal.Signals) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(_PR_SET_PDEATHSIG, number) == 0)
