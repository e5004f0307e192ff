"""The programs of a run: each dies with us, each writes a log."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]
_END_WITHIN_S = 5.0


def environment(**changes: str) -> Mapping[str, str]:
    """Return ours, for a Python program that imports what we import, with changes."""
    path = os.pathsep.join([str(_CHECKOUT), *(place for place in sys.path if place)])
    return os.environ | {"PYTHONPATH": path} | changes


@contextmanager
def running(
    command: Sequence[str], log: Path, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Run a program; its standard error goes to the log; end it with the context."""
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command,
            env=env or environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=_END_WITHIN_S)
        process.kill()
        process.communicate()
