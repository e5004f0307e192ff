from pathlib import Path

import pytest
from pydicom import dcmread
from tests.unit.cli.conftest import Run


def test_snr_of_each_series_is_measured(run: Run, scanned: Path) -> None:
    ended = run("quality", "clinical", scanned, "--json")
    assert ended.code == 0
    (series,) = ended.json["series"]
    assert (series["description"], series["images"]) == ("t1_se", 2)
    (snr,) = series["measurements"]
    assert (snr["name"], snr["reason"]) == ("snr", None)
    assert snr["value"] > 1


def test_what_cannot_be_measured_says_why(run: Run, scanned: Path) -> None:
    for file in scanned.glob("*.dcm"):
        image = dcmread(file)
        image.ImageType = ["DERIVED", "PRIMARY"]
        image.save_as(file)
    ended = run("quality", "clinical", scanned)
    assert ended.code == 0
    assert "snr not measured (not magnitude)" in ended.out
    (snr,) = run("quality", "clinical", scanned, "--json").json["series"][0]["measurements"]
    assert (snr["value"], snr["reason"]) == (None, "not_magnitude")


@pytest.mark.parametrize("damage", [b"", b"DICM", b"\0" * 200])
def test_a_broken_file_is_skipped(run: Run, scanned: Path, damage: bytes) -> None:
    (scanned / "broken.dcm").write_bytes(damage)
    ended = run("quality", "clinical", scanned)
    assert ended.code == 0
    assert "broken.dcm" in ended.err
