"""The simulated ACR phantom passes the ACR's limits in our own analysis."""

from pathlib import Path

import pytest
from pydicom import dcmread

from telescan.quality.phantom import Verdict
from telescan.quality.phantom.examination import examine
from telescan.virtual.headless import run_headless


@pytest.mark.parametrize("protocol", ["acr-t1", "acr-dual-echo"])
@pytest.mark.parametrize("field_t", [1.5, 3.0])
def test_every_echo_passes(tmp_path: Path, protocol: str, field_t: float) -> None:
    run_headless(protocol=protocol, phantom="acr", field_strength_t=field_t, out=tmp_path)
    reports = examine([dcmread(file) for file in sorted(tmp_path.glob("*.dcm"))]).reports
    assert len(reports) == (2 if protocol == "acr-dual-echo" else 1)
    bad = {Verdict.FAILED, Verdict.NOT_MEASURED}
    assert [m for report in reports for m in report.measurements if m.verdict in bad] == []
