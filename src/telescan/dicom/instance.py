"""One DICOM instance as bytes, checked: what every door of ours lets in, and what it refuses."""

import struct
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pydicom
from pydicom.dataset import Dataset, FileDataset
from pydicom.errors import InvalidDicomError
from pydicom.pixels.utils import get_expected_length
from pydicom.uid import UID

from telescan.dicom.errors import BrokenInstanceError


@dataclass(frozen=True, slots=True)
class InstanceUids:
    """Which instance a file holds (PS3.3 C.12.1, C.7.3.1, C.7.2.1)."""

    sop_class_uid: str
    sop_instance_uid: str
    series_instance_uid: str
    study_instance_uid: str
    transfer_syntax_uid: str


_PARSER_FAILURES = (
    ValueError, KeyError, TypeError, AttributeError, EOFError, OSError, IndexError,
    NotImplementedError, OverflowError, MemoryError, RecursionError, struct.error,
)  # fmt: skip
"""All that a parser may raise on bytes that are no data set."""


def read_instance(content: bytes) -> FileDataset:
    """Parse a DICOM file (PS3.10). Raises BrokenInstanceError, free of patient data.

    A single value that breaks its VR's rules is no reason to refuse an image; see ``value_of``.
    """
    try:
        dataset = pydicom.dcmread(BytesIO(content))
        _parse_sequences(dataset)
    except InvalidDicomError as error:
        message = "not a DICOM file: the DICM prefix is missing"
        raise BrokenInstanceError(message) from error
    except _PARSER_FAILURES as error:
        message = f"the data set cannot be parsed ({type(error).__name__})"
        raise BrokenInstanceError(message) from error
    return dataset


def file_of(dataset: FileDataset) -> bytes:
    """Return a data set as a file (PS3.10)."""
    file = BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


def value_of(dataset: Dataset, keyword: str) -> Any:
    """Return a value; None where there is none, or where it is not what its VR says."""
    try:
        return dataset.get(keyword)
    except (ValueError, TypeError, OverflowError):
        return None


def check_instance(dataset: FileDataset) -> InstanceUids:
    """Return the identity of a parsed instance. Raises BrokenInstanceError that names the fault."""
    transfer_syntax = getattr(dataset.file_meta, "TransferSyntaxUID", None)
    if transfer_syntax is None:
        message = "TransferSyntaxUID (0002,0010) is missing"
        raise BrokenInstanceError(message)
    uids = InstanceUids(
        sop_class_uid=_uid(dataset, "SOPClassUID"),
        sop_instance_uid=_uid(dataset, "SOPInstanceUID"),
        series_instance_uid=_uid(dataset, "SeriesInstanceUID"),
        study_instance_uid=_uid(dataset, "StudyInstanceUID"),
        transfer_syntax_uid=str(transfer_syntax),
    )
    _check_pixels(dataset)
    return uids


def _parse_sequences(dataset: Dataset) -> None:
    """Parse nested data sets, which pydicom leaves until they are asked for."""
    for tag in dataset.keys():  # noqa: SIM118 - iterating a data set converts its values
        if dataset.get_item(tag).VR == "SQ":
            for item in dataset[tag].value:
                _parse_sequences(item)


def _uid(dataset: FileDataset, keyword: str) -> str:
    value = value_of(dataset, keyword)
    if not isinstance(value, UID) or not value.is_valid:
        message = f"{keyword} is missing or no UID (PS3.5 9.1)"
        raise BrokenInstanceError(message)
    return str(value)


def _check_pixels(dataset: FileDataset) -> None:
    if "PixelData" not in dataset:
        return
    missing = [k for k in ("Rows", "Columns", "BitsAllocated") if not value_of(dataset, k)]
    if missing:
        message = f"PixelData without {', '.join(missing)} (PS3.3 C.7.6.3)"
        raise BrokenInstanceError(message)
    if dataset.file_meta.TransferSyntaxUID.is_compressed:
        return
    try:
        expected, actual = get_expected_length(dataset), len(dataset.PixelData)
    except _PARSER_FAILURES as error:
        message = f"the image's size cannot be worked out ({type(error).__name__})"
        raise BrokenInstanceError(message) from error
    if actual < expected:
        message = f"PixelData is cut short: {actual} bytes of {expected}"
        raise BrokenInstanceError(message)
