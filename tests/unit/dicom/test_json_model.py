import json
import math
from pathlib import Path

from pydicom.dataset import Dataset
from tests.peers.dicom_files import mr_dataset

from telescan.dicom.instance import read_instance
from telescan.dicom.json_model import attribute, header_of


def test_a_header_reads_back_as_it_was() -> None:
    dataset = mr_dataset(EchoTime=12.5, PixelSpacing=[0.5, 0.75])
    again = Dataset.from_json(header_of(dataset), lambda tag, vr, uri: dataset.PixelData)
    assert dict(again) == dict(dataset)


def test_what_is_large_is_referred_to() -> None:
    dataset = mr_dataset()
    block = dataset.private_block(0x0029, "SIEMENS CSA HEADER", create=True)
    block.add_new(0x10, "OB", b"x" * 2000)
    header = header_of(dataset)
    assert header["7FE00010"] == {"vr": "OW", "BulkDataURI": "bulkdata/7FE00010"}
    assert header["00291010"] == {"vr": "OB", "BulkDataURI": "bulkdata/00291010"}


def test_what_a_database_cannot_hold_is_not_in_the_header() -> None:
    dataset = mr_dataset(SeriesDescription="a\0b")
    dataset.add_new(0x00189087, "FD", [math.nan, math.inf, 1.0])
    text = json.dumps(header_of(dataset), allow_nan=False)
    assert "\\u0000" not in text
    assert header_of(dataset)["00189087"]["Value"] == ["nan", "inf", 1.0]


def test_an_empty_value_is_an_element_without_value() -> None:
    assert attribute("StudyID", "") == {"00200010": {"vr": "SH"}}
    assert attribute("SeriesNumber", None) == {"00200011": {"vr": "IS"}}
    assert attribute("PatientName", "A^B")["00100010"]["Value"] == [{"Alphabetic": "A^B"}]


def test_real_scanners_headers_are_plain_json(real_mr_files: list[Path]) -> None:
    for path in real_mr_files:
        header = header_of(read_instance(path.read_bytes()))
        json.dumps(header, allow_nan=False)
        assert header["0020000D"]["Value"]
        assert len(json.dumps(header)) < 2_000_000
