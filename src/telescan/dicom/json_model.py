"""Headers as DICOM JSON (PS3.18 Annex F): small values as they are, large ones by reference.

What is large (pixels, private blocks) becomes ``{"vr": …, "BulkDataURI": "bulkdata/<tag>"}``; doors
put their own address in front.
"""

import math
from typing import Any

from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

BULK_OVER_BYTES = 1024
"""Values of binary VRs longer than this are left in the file."""
_BINARY = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
BULK = "bulkdata/"
_NESTED_BULK = "nested"

DicomJson = dict[str, Any]


def header_of(dataset: Dataset) -> DicomJson:
    """Return a header as DICOM JSON; elements that break their VR's rules are left out."""
    header: DicomJson = {}
    for tag in sorted(dataset.keys()):
        key = f"{tag:08X}"
        try:
            element = dataset[tag]
            header[key] = (
                {"vr": element.VR, "BulkDataURI": f"{BULK}{key}"}
                if _is_bulk(element)
                else _storable(element.to_json_dict(lambda _: _NESTED_BULK, BULK_OVER_BYTES))
            )
        except (ValueError, TypeError, OverflowError):
            # A scanner wrote "1.5mm" where a number belongs; the file still has it.
            continue
    return header


def tag_key(keyword: str) -> str:
    """Return a keyword's tag as DICOM JSON writes it, for example ``0020000D``."""
    tag = tag_for_keyword(keyword)
    if tag is None:
        message = f"{keyword} is no DICOM keyword"
        raise KeyError(message)
    return f"{tag:08X}"


def attribute(keyword: str, *values: object) -> DicomJson:
    """Return ``{tag: {vr, Value}}``; empty text and None make an element without value."""
    vr = dictionary_VR(keyword)
    kept = [value for value in values if value not in {"", None}]
    body: DicomJson = {"vr": vr}
    if kept:
        body["Value"] = [{"Alphabetic": v} for v in kept] if vr == "PN" else kept
    return {tag_key(keyword): body}


def _storable(value: Any) -> Any:
    """Replace what JSON or a database cannot hold: NUL in text, numbers that are not finite."""
    if isinstance(value, dict):
        # What is large inside a sequence has no address of its own; the file still has it.
        return {key: _storable(inner) for key, inner in value.items() if not _is_dropped(inner)}
    if isinstance(value, list):
        return [_storable(inner) for inner in value]
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _is_dropped(value: Any) -> bool:
    return isinstance(value, dict) and value.get("BulkDataURI") == _NESTED_BULK


def _is_bulk(element: DataElement) -> bool:
    if element.keyword == "PixelData":
        return True
    value = element.value
    return element.VR in _BINARY and isinstance(value, bytes) and len(value) > BULK_OVER_BYTES
