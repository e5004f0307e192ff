"""Have every judge measure one series: our own analysis here, the others in their environments."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from pydicom import dcmread

from judges.series import JudgedSeries
from judges.verdict import Finding, held_against_limits
from telescan.quality.phantom.examination import examine

HERE = Path(__file__).parent
OUTSIDE = ("hazen", "pylinac")


class JudgeError(Exception):
    """A judge's program ended without an answer."""


def ask_all(series: JudgedSeries, environments: Path) -> list[Finding]:
    """Return what every judge finds. Raises JudgeError."""
    found = [("telescan", value) for value in _own(series)]
    for judge in OUTSIDE:
        found += [(judge, value) for value in _outside(judge, series, environments)]
    return [held_against_limits(judge, series, value) for judge, value in found]


def _own(series: JudgedSeries) -> list[dict[str, Any]]:
    examined = examine([dcmread(file) for file in sorted(series.folder.iterdir())])
    if examined.refusal is not None:
        raise JudgeError(f"telescan: {series.name}: {examined.refusal}")
    (report,) = examined.reports
    return [measured.model_dump(mode="json") for measured in report.measurements]


def _outside(judge: str, series: JudgedSeries, environments: Path) -> list[dict[str, Any]]:
    ended = subprocess.run(
        [environments / judge / "bin" / "python", HERE / f"{judge}_judge.py", series.folder],
        capture_output=True,
        text=True,
        check=False,
        # hazen warns of a deprecated call a hundred thousand times.
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    if ended.returncode != 0:
        raise JudgeError(f"{judge} ended with {ended.returncode}\n{ended.stderr}")
    # hazen prints above the result.
    above = ended.stdout.rfind("\n[") + 1
    values: list[dict[str, Any]] = json.loads(ended.stdout[above:])
    return values
