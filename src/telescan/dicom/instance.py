"""One DICOM instance as bytes, checked: what every door of ours lets in, and what it refuses."""

from dataclasses import dataclass
from io import BytesIO

import pydicom
from pydicom.dataset import FileDataset
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


def read_instance(content: bytes) -> FileDataset:
    """Parse a DICOM file (PS3.10). Raises BrokenInstanceError, free of patient data."""
    try:
        dataset = pydicom.dcmread(BytesIO(content))
        # pydicom reads values when they are asked for; what cannot be read shall show now.
        dataset.walk(lambda _, element: element.value)
    except InvalidDicomError as error:
        message = "not a DICOM file: the DICM prefix is missing"
        raise BrokenInstanceError(message) from error
    # A broken file can make the parser fail in any of these ways.
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        EOFError,
        OSError,
        IndexError,
    ) as error:
        message = f"the data set cannot be parsed ({type(error).__name__})"
        raise BrokenInstanceError(message) from error
    except (NotImplementedError, OverflowError, MemoryError, RecursionError) as error:
        message = f"the data set cannot be parsed ({type(error).__name__})"
        raise BrokenInstanceError(message) from error
    return dataset


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


def _uid(dataset: FileDataset, keyword: str) -> str:
    value = dataset.get(keyword)
    if not isinstance(value, UID) or not value.is_valid:
        message = f"{keyword} is missing or no UID (PS3.5 9.1)"
        raise BrokenInstanceError(message)
    return str(value)


def _check_pixels(dataset: FileDataset) -> None:
    if "PixelData" not in dataset:
        return
    missing = [k for k in ("Rows", "Columns", "BitsAllocated") if not dataset.get(k)]
    if missing:
        message = f"PixelData without {', '.join(missing)} (PS3.3 C.7.6.3)"
        raise BrokenInstanceError(message)
    if dataset.file_meta.TransferSyntaxUID.is_compressed:
        return
    expected, actual = get_expected_length(dataset), len(dataset.PixelData)
    if actual < expected:
        message = f"PixelData is cut short: {actual} bytes of {expected}"
        raise BrokenInstanceError(message)
