"""The command line, run in this process as the shell would run it."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from telescan.cli import main


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)


Run = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object, stdin: str = "") -> Ended:
        monkeypatch.setattr(sys, "argv", ["telescan", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def small_protocol(tmp_path: Path) -> Path:
    """One quick series."""
    path = tmp_path / "small.json"
    prescription = {
        "sequence": "spin_echo",
        "repetition_time_ms": 500,
        "echo_time_ms": 20,
        "matrix_frequency": 128,
        "matrix_phase": 128,
        "slices": 2,
    }
    content = {"description": "t1_se", "field_strength_t": 1.5, "prescription": prescription}
    path.write_text(json.dumps(content))
    return path


@pytest.fixture
def scanned(run: Run, small_protocol: Path, tmp_path: Path) -> Path:
    """A folder with the small protocol's images of the sphere."""
    folder = tmp_path / "scanned"
    ended = run(
        "scan", "--protocol", small_protocol, "--phantom", "sphere", "--field", 1.5, "--out", folder
    )
    assert ended.code == 0
    return folder
