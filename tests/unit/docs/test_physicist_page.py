"""The physicist's page says what the program does."""

import re
from pathlib import Path

from telescan.mr.consequences import assess
from telescan.mr.faults.fault import MEANING
from telescan.mr.hardware import MODELS
from telescan.mr.phantom.lesion import Lesion
from telescan.protocol.library import exam_named, series_names
from telescan.protocol.reading import read_protocol

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "guide" / "physicist.md").read_text("utf-8")


def test_every_fault_stands_there_with_what_its_full_strength_is() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", TEXT, flags=re.MULTILINE))
    assert {fault: rows.get(fault) for fault in MEANING} == dict(MEANING)


def test_every_scanner_and_lesion_stands_there() -> None:
    assert [name for name in (*MODELS, *Lesion) if name not in TEXT] == []


def test_its_protocol_file_runs(tmp_path: Path) -> None:
    (written,) = re.findall(r"```json\n(.+?)```", TEXT, flags=re.DOTALL)
    file = tmp_path / "protocol.json"
    file.write_text(written)
    (series,) = read_protocol(f"{file}", of="protocol").series
    asked = series.prescription
    model = MODELS["Aster 3T"]
    assert assess(asked, model, compared_with=asked, patient_weight_kg=75).violations == ()


def test_the_protocols_that_it_names_ship() -> None:
    named = set(re.findall(r"`((?:acr|head)(?:-[a-z0-9.]+)*)`", TEXT)) - {"head", "acr"}
    assert named - {"head-3t"} <= set(series_names())
    assert exam_named("head-3t").series
    assert exam_named("acr").series
