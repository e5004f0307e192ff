"""What leaves a site: images with the patient's identity masked, or whole, by the site's policy.

Pure: a data set in, another out. The pseudonym is a keyed hash of the patient's id, so that one
patient stays one patient at the hub, and nobody without the site's key finds out who.
"""

import base64
import copy
import hashlib
import hmac
from enum import StrEnum
from typing import Any

from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset, FileDataset
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag

from telescan.dicom.errors import DicomError
from telescan.dicom.identity_table import (
    ACTIONS,
    METHOD,
    METHOD_CODES,
    SAFE_PRIVATE,
    Action,
)
from telescan.dicom.instance import file_of, read_instance, value_of

_SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
_ENCAPSULATED = "1.2.840.10008.5.1.4.1.1.104."
_REPORT = "1.2.840.10008.5.1.4.1.1.88."
_OVERLAYS = range(0x6000, 0x6020)
_CURVES = range(0x5000, 0x5020)


class IdentityPolicy(StrEnum):
    """What a site lets out."""

    MASKED = "masked"
    FULL = "full"


class IdentityShownError(DicomError):
    """The patient's identity may stand in the pixels or in a document; masking cannot remove it."""


def leaving(content: bytes, policy: IdentityPolicy, key: bytes) -> bytes:
    """Return the DICOM file as it may leave the site.

    Under ``FULL`` it is the file itself, byte for byte. Raises IdentityShownError,
    BrokenInstanceError.
    """
    if policy is IdentityPolicy.FULL:
        return content
    return file_of(_in_place(read_instance(content), key))


def deidentified(dataset: FileDataset, key: bytes) -> FileDataset:
    """Return a copy without the patient's identity. Raises IdentityShownError.

    ``key`` is the site's secret for pseudonyms, at least 16 bytes.
    """
    return _in_place(copy.deepcopy(dataset), key)


def pseudonym(dataset: Dataset, key: bytes) -> str:
    """Return the patient's invented id: the same for the same id and key, else unlike."""
    known_by = str(value_of(dataset, "PatientID") or "").strip()
    # Where a scanner gives no id, a study is all that holds images together.
    basis = f"id:{known_by}" if known_by else f"study:{value_of(dataset, 'StudyInstanceUID')}"
    digest = hmac.new(key, basis.encode(), hashlib.sha256).digest()
    return "P-" + base64.b32encode(digest)[:12].decode()


def shows_identity(dataset: Dataset) -> bool:
    """Tell whether identity may stand where masking of attributes does not reach."""
    burned_in = str(value_of(dataset, "BurnedInAnnotation") or "").upper()
    sop_class = str(value_of(dataset, "SOPClassUID") or "")
    if burned_in == "YES" or sop_class.startswith((_ENCAPSULATED, _REPORT)):
        return True
    is_capture = sop_class == _SECONDARY_CAPTURE or sop_class.startswith(_SECONDARY_CAPTURE + ".")
    return is_capture and burned_in != "NO"


def masked_header(header: dict[str, Any]) -> dict[str, Any]:
    """Return DICOM JSON (PS3.18 F) without the patient's identity, for readers who may not know."""
    result: dict[str, Any] = {}
    for tag, element in header.items():
        action = _ACTIONS_BY_TAG.get(tag)
        if action is Action.REMOVE or _is_private_key(tag):
            continue
        if action is not None:
            result[tag] = {"vr": element["vr"]}
        elif element["vr"] == "SQ":
            items = [masked_header(item) for item in element.get("Value", [])]
            result[tag] = {"vr": "SQ", "Value": items}
        else:
            result[tag] = element
    return result


def _in_place(dataset: FileDataset, key: bytes) -> FileDataset:
    if len(key) < 16:
        message = f"the pseudonym key has {len(key)} bytes; at least 16 are needed"
        raise ValueError(message)
    if shows_identity(dataset):
        message = (
            "the image may show the patient's name in its pixels or text (PS3.3 C.7.6.1.1.6); "
            "it may leave the site only under a policy that allows identity"
        )
        raise IdentityShownError(message)
    _mask(dataset, pseudonym(dataset, key))
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = METHOD
    dataset.DeidentificationMethodCodeSequence = Sequence(map(_code, METHOD_CODES))
    return dataset


def _mask(dataset: Dataset, replacement: str) -> None:
    creators = _private_creators(dataset)
    for tag in list(dataset.keys()):
        action = _ACTIONS_BY_TAG.get(f"{tag:08X}")
        if action is Action.REMOVE or _must_go(tag, creators):
            del dataset[tag]
        elif action is Action.EMPTY:
            dataset[tag].value = ""
        elif action is Action.PSEUDONYM:
            dataset[tag].value = replacement
        elif dataset.get_item(tag).VR == "SQ":
            for item in dataset[tag].value:
                _mask(item, replacement)


def _must_go(tag: BaseTag, creators: dict[tuple[int, int], str]) -> bool:
    if tag.group in _OVERLAYS or tag.group in _CURVES:
        return True
    if not tag.is_private:
        return False
    block = tag.element if tag.is_private_creator else tag.element >> 8
    safe = SAFE_PRIVATE.get((creators.get((tag.group, block), ""), tag.group))
    return safe is None or not (tag.is_private_creator or tag.element & 0xFF in safe)


def _private_creators(dataset: Dataset) -> dict[tuple[int, int], str]:
    """Return group and block of each private creator (PS3.5 7.8.1) to its name."""
    return {
        (tag.group, tag.element): str(dataset[tag].value).strip()
        for tag in dataset.keys()  # noqa: SIM118 - iterating a data set converts its values
        if tag.is_private_creator
    }


def _is_private_key(tag: str) -> bool:
    group = int(tag[:4], 16)
    return group % 2 == 1 or group in _OVERLAYS or group in _CURVES


def _code(value: str) -> Dataset:
    item = Dataset()
    item.CodeValue = value
    item.CodingSchemeDesignator = "DCM"
    item.CodeMeaning = METHOD_CODES[value][:64]
    return item


_ACTIONS_BY_TAG = {
    f"{tag:08X}": action
    for keyword, action in ACTIONS.items()
    if (tag := tag_for_keyword(keyword)) is not None
}
