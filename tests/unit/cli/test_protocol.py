import json
from pathlib import Path

from pydicom import dcmread
from tests.unit.cli.conftest import Run


def changed(protocol: Path, **values: object) -> Path:
    content = json.loads(protocol.read_text())
    content["prescription"] |= values
    other = protocol.with_name("other.json")
    other.write_text(json.dumps(content))
    return other


def test_what_was_run_complies_with_its_own_protocol(
    run: Run, scanned: Path, small_protocol: Path
) -> None:
    ended = run("protocol", "check", scanned, "--reference", small_protocol, "--json")
    assert (ended.code, ended.json["complies"]) == (0, True)
    (series,) = ended.json["series"]
    agreements = {check["agreement"] for check in series["checks"]}
    assert agreements == {"matches", "not_in_header"}
    assert {"echo_time_ms", "slices"} <= {check["parameter"] for check in series["checks"]}


def test_a_deviation_is_named_and_gives_exit_code_1(
    run: Run, scanned: Path, small_protocol: Path
) -> None:
    reference = changed(small_protocol, echo_time_ms=25)
    ended = run("protocol", "check", scanned, "--reference", reference)
    assert ended.code == 1
    assert "echo_time_ms: 20.0 instead of 25.0" in ended.out
    assert "repetition_time_ms" not in ended.out


def test_a_series_that_was_not_run_is_missing(
    run: Run, scanned: Path, small_protocol: Path
) -> None:
    one = json.loads(small_protocol.read_text()) | {"name": "one"}
    exam = {
        "title": "Two",
        "body_region": "HEAD",
        "field_strength_t": 1.5,
        "series": [one, one | {"name": "two", "description": "t2_tse"}],
    }
    reference = small_protocol.with_name("exam.json")
    reference.write_text(json.dumps(exam))
    ended = run("protocol", "check", scanned, "--reference", reference, "--json")
    assert ended.code == 1
    assert ended.json["missing"] == ["t2_tse"]
    assert ended.json["complies"] is False


def test_a_series_that_the_reference_does_not_know_is_listed_and_not_judged(
    run: Run, scanned: Path, small_protocol: Path
) -> None:
    extra = dcmread(next(scanned.glob("*.dcm")))
    extra.SeriesInstanceUID, extra.SOPInstanceUID = "1.2.3", "1.2.3.4"
    extra.SeriesDescription, extra.EchoTime = "scout", 99
    extra.save_as(scanned / "scout.dcm")
    ended = run("protocol", "check", scanned, "--reference", small_protocol, "--json")
    assert ended.code == 0
    assert ended.json["not_in_reference"] == ["scout"]


def test_what_is_no_mr_image_is_skipped_and_said(
    run: Run, scanned: Path, small_protocol: Path
) -> None:
    (scanned / "notes.txt").write_text("hello")
    ended = run("protocol", "check", scanned, "--reference", small_protocol)
    assert ended.code == 0
    assert "1 files skipped" in ended.err
    assert "notes.txt" in ended.err


def test_a_folder_without_images_is_bad_input(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    ended = run("protocol", "check", empty, "--reference", "head-3t")
    assert ended.code == 2
    assert "holds no MR image" in ended.err
    ended = run("protocol", "check", tmp_path / "absent", "--reference", "head-3t")
    assert ended.code == 2
    assert "no such folder" in ended.err


def test_an_unknown_reference_is_bad_input(run: Run, scanned: Path) -> None:
    ended = run("protocol", "check", scanned, "--reference", "foot-9t")
    assert ended.code == 2
    assert ended.err.startswith("telescan: reference: expected a JSON file or one of")


def test_a_series_that_cannot_run_gives_no_pulseq_file(
    run: Run, small_protocol: Path, tmp_path: Path
) -> None:
    impossible = changed(small_protocol, echo_time_ms=0.5)
    file = tmp_path / "series.seq"
    ended = run("protocol", "pulseq", impossible, "--field", 3, "--out", file)
    assert ended.code == 2
    assert "does not run on Aster 3T: TE" in ended.err
    assert not file.exists()


def test_a_pulseq_file_is_what_the_scanner_would_set(
    run: Run, small_protocol: Path, tmp_path: Path
) -> None:
    between = changed(small_protocol, fov_phase_mm=201.27)
    file = tmp_path / "series.seq"
    ended = run("protocol", "pulseq", between, "--field", 3, "--out", file)
    assert ended.code == 0
    assert "fov_phase_mm 201.27 was set to 201.25" in ended.err
    assert "0.20125" in file.read_text()
