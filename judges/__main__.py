"""Have hazen and pylinac judge the simulated ACR phantom beside our own analysis.

Prints one table per series and writes everything as JSON. Exits 1 where any judge finds a value
outside of the ACR's limits, or cannot measure one.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pydicom import dcmread

from judges.series import JudgedSeries, simulate
from judges.verdict import Finding, held_against_limits, table
from telescan.quality.phantom.examination import examine

HERE = Path(__file__).parent
OUTSIDE = ("hazen", "pylinac")
RESULTS = HERE / "results" / "acr.json"


def main() -> int:
    """Simulate, judge, compare."""
    parser = argparse.ArgumentParser(prog="python -m judges", description=__doc__)
    parser.add_argument("--environments", type=Path, required=True, help="folder of the judges'")
    parser.add_argument("--seed", type=int, default=0, help="start of the noise")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        judged = {
            series: _judge(series, arguments.environments)
            for series in simulate(Path(name), arguments.seed)
        }
    for series, findings in judged.items():
        sys.stdout.write(table(series.name, ("telescan", *OUTSIDE), findings) + "\n\n")
    failed = [f for findings in judged.values() for f in findings if not f.passed]
    sys.stdout.write(
        "Every judge passes every series.\n"
        if not failed
        else f"{len(failed)} values outside of the limits or not measured.\n"
    )
    rows = [
        {"series": series.name, **finding.as_row()}
        for series, findings in judged.items()
        for finding in findings
    ]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"passed": not failed, "values": rows}, indent=1))
    return 1 if failed else 0


def _judge(series: JudgedSeries, environments: Path) -> Sequence[Finding]:
    findings = [*_own(series)]
    for judge in OUTSIDE:
        ended = subprocess.run(
            [environments / judge / "bin" / "python", HERE / f"{judge}_judge.py", series.folder],
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode != 0:
            sys.stderr.write(ended.stderr)
            sys.exit(f"judges: {judge} ended with {ended.returncode}; run scripts/judge again")
        # hazen prints above the result.
        values = json.loads(
            ended.stdout[ended.stdout.rindex("\n[") + 1 :]
            if "\n[" in ended.stdout
            else ended.stdout
        )
        findings += [held_against_limits(judge, series, value) for value in values]
    return findings


def _own(series: JudgedSeries) -> list[Finding]:
    images = [dcmread(file) for file in sorted(series.folder.glob("*.dcm"))]
    (report,) = examine(images).reports
    return [
        held_against_limits("telescan", series, measured.model_dump(mode="json"))
        for measured in report.measurements
    ]


if __name__ == "__main__":
    sys.exit(main())
