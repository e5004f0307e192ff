import os
from collections.abc import Callable
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


def test_images_without_the_acr_phantom_are_bad_input(run: Run, scanned: Path) -> None:
    ended = run("quality", "phantom", scanned)
    assert ended.code == 2
    assert "shows no ACR large phantom" in ended.err
    assert len(ended.err.splitlines()) == 1


@pytest.fixture(scope="session")
def real_phantom() -> Callable[[str], Path]:
    root = Path(os.environ.get("TELESCAN_REAL_DATA", "../shared/data/mr")) / "phantom" / "acr"

    def folder(name: str) -> Path:
        if not (root / name).is_dir():
            pytest.skip(f"real data is not there: {root / name} (set TELESCAN_REAL_DATA)")
        return root / name

    return folder


def test_a_phantom_within_limits_ends_with_0_and_a_table(
    run: Run, real_phantom: Callable[[str], Path]
) -> None:
    ended = run("quality", "phantom", real_phantom("siemens-aera-1.5t-t1"))
    assert ended.code == 0
    assert "slice thickness" in ended.out
    assert "4.3 to 5.7" in ended.out


def test_a_phantom_outside_of_limits_ends_with_1_and_says_which(
    run: Run, real_phantom: Callable[[str], Path]
) -> None:
    ended = run("quality", "phantom", real_phantom("ge-premier-3t-t1"), "--json")
    assert ended.code == 1
    assert ended.json["passed"] is False
    (series,) = ended.json["series"]
    failed = [m["where"] for m in series["measurements"] if m["verdict"] == "failed"]
    assert "slice 11" in failed


@pytest.mark.parametrize("name", ["siemens-aera-1.5t-t1", "ge-premier-3t-t1"])
def test_no_artefact_is_suspected_in_images_of_a_good_scanner(
    run: Run, real_phantom: Callable[[str], Path], name: str
) -> None:
    assert "suspected artefacts: none" in run("quality", "phantom", real_phantom(name)).out


def test_an_artefact_is_named_with_the_slices_that_show_it(
    run: Run, real_phantom: Callable[[str], Path], tmp_path: Path
) -> None:
    images = [dcmread(file) for file in real_phantom("siemens-aera-1.5t-t1").iterdir()]
    last = max(images, key=lambda image: float(image.SliceLocation))
    pixels = last.pixel_array
    # Phase is encoded down the columns.
    pixels[:, 20] += 400
    last.set_pixel_data(pixels, last.PhotometricInterpretation, last.BitsStored)
    for number, image in enumerate(images):
        image.save_as(tmp_path / f"{number}.dcm")
    (series,) = run("quality", "phantom", tmp_path, "--json").json["series"]
    assert series["artefacts"] == [{"artefact": "rf_interference", "slices": [11]}]
