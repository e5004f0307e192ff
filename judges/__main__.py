"""Have hazen and pylinac judge the simulated ACR phantom beside our own analysis.

Prints one table, a line per value, and writes it as JSON. Exits 1 where any judge finds a value
outside of its limits, or cannot measure one.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from functools import partial
from pathlib import Path

from judges.asking import JudgeError, ask_all
from judges.series import FIELDS_T, PROTOCOLS, JudgedSeries, real_series, simulate
from judges.verdict import Finding, table

RESULTS = Path(__file__).parent / "results" / "acr.json"
PROCESSES = 2

Work = Callable[[], list[Finding]]


def main() -> int:
    """Simulate, judge, compare."""
    parser = argparse.ArgumentParser(prog="python -m judges", description=__doc__)
    parser.add_argument("--environments", type=Path, required=True, help="folder of the judges'")
    parser.add_argument("--seed", type=int, default=0, help="start of the noise")
    parser.add_argument(
        "--real", type=Path, metavar="DIR", help="judge the series in the folders of DIR instead"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if arguments.real:
            works = _real(arguments.real, arguments.environments)
        else:
            works = _simulated(Path(name), arguments.seed, arguments.environments)
        findings = _in_parallel(works)
    sys.stdout.write(table(findings) + "\n")
    failed = sum(not finding.passed for finding in findings)
    sys.stdout.write(
        f"{failed} values outside of their limits or not measured.\n"
        if failed
        else "Every judge passes every series.\n"
    )
    if not arguments.real:
        RESULTS.parent.mkdir(exist_ok=True)
        rows = [finding.as_row() for finding in findings]
        RESULTS.write_text(json.dumps({"passed": not failed, "values": rows}, indent=1))
    return 1 if failed else 0


def _real(folder: Path, environments: Path) -> dict[str, Work]:
    return {series.name: partial(ask_all, series, environments) for series in real_series(folder)}


def _simulated(folder: Path, seed: int, environments: Path) -> dict[str, Work]:
    return {
        name: partial(_simulated_and_judged, protocol, field_t, folder / name, seed, environments)
        for field_t in FIELDS_T
        for protocol in PROTOCOLS
        for name in [f"{protocol}-{field_t:g}t"]
    }


def _simulated_and_judged(
    protocol: str, field_t: float, out: Path, seed: int, environments: Path
) -> list[Finding]:
    series: Sequence[JudgedSeries] = simulate(protocol, field_t, out, seed)
    return [finding for one in series for finding in ask_all(one, environments)]


def _in_parallel(works: dict[str, Work]) -> list[Finding]:
    """Do all works, telling of each that is done; findings are in the works' order."""
    os.environ["OMP_NUM_THREADS"] = "1"
    began = time.monotonic()
    with ProcessPoolExecutor(PROCESSES) as pool:
        running: dict[Future[list[Finding]], str] = {
            pool.submit(work): name for name, work in works.items()
        }
        for number, done in enumerate(as_completed(running), start=1):
            seconds = time.monotonic() - began
            sys.stderr.write(f"judge: {running[done]} {number}/{len(works)}, {seconds:.0f} s\n")
        return [finding for ended in running for finding in ended.result()]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except JudgeError as error:
        sys.exit(f"judges: {error}; run scripts/judge again")
