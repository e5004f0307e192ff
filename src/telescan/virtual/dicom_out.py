"""Storage SCU: sends files of one series to the destination in one association (PS3.4 annex B)."""

import socket
from collections.abc import Callable, Iterable
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage
from pynetdicom import AE
from pynetdicom.association import Association
from pynetdicom.status import code_to_category

from telescan.dicom.uids import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME
from telescan.virtual.error_words import reason_of
from telescan.virtual.language import Sentence, spoken
from telescan.virtual.settings import DicomDestination

TIMEOUT_S = 10.0

STATUS_WORDS: tuple[tuple[int, int, str], ...] = (
    (0xA700, 0xFF00, "it is out of resources"),
    (0xA900, 0xFF00, "the image does not fit its class"),
    (0xC000, 0xF000, "it does not understand the image"),
    (0x0117, 0xFFFF, "invalid instance"),
    (0x0122, 0xFFFF, "it does not store this class"),
    (0x0124, 0xFFFF, "not authorised"),
    (0x0210, 0xFFFF, "it has an operation of this number already"),
    (0x0211, 0xFFFF, "it does not know this operation"),
    (0x0212, 0xFFFF, "an argument is wrong"),
)
"""Refusals of C-STORE (PS3.4 table B.2-1, PS3.7 section 9.1.1.1.9): status, mask and word."""


class DicomOutError(Exception):
    """Images were not taken; ``reason`` says by whom and why, for the operator."""

    def __init__(self, reason: Sentence) -> None:
        self.reason = reason
        super().__init__(str(reason))


def send_files(
    destination: DicomDestination, files: Iterable[Path], sent: Callable[[Path], None]
) -> None:
    """Send files, calling ``sent`` for each that was acknowledged. Raises DicomOutError."""
    where = spoken(
        "{title} at {address}",
        title=destination.called_ae_title,
        address=f"{destination.host}:{destination.port}",
    )
    _require_listener(destination, where)
    association = _associated(destination, where)
    try:
        for file in files:
            _send(association, file, where)
            sent(file)
    finally:
        if association.is_established:
            association.release()


def _require_listener(destination: DicomDestination, where: Sentence) -> None:
    """Tell an absent destination by the system's own reason; pynetdicom gives none."""
    try:
        socket.create_connection((destination.host, destination.port), TIMEOUT_S / 2).close()
    except OSError as error:
        reason = spoken("{where} does not answer: {why}", where=where, why=reason_of(error))
        raise DicomOutError(reason) from error


def _associated(destination: DicomDestination, where: Sentence) -> Association:
    ae = AE(ae_title=destination.calling_ae_title)
    ae.implementation_class_uid = IMPLEMENTATION_CLASS_UID
    ae.implementation_version_name = IMPLEMENTATION_VERSION_NAME
    ae.connection_timeout = ae.acse_timeout = TIMEOUT_S / 2
    ae.dimse_timeout = ae.network_timeout = TIMEOUT_S
    ae.add_requested_context(MRImageStorage, ExplicitVRLittleEndian)
    association = ae.associate(
        destination.host, destination.port, ae_title=destination.called_ae_title
    )
    if association.is_rejected:
        caller = destination.calling_ae_title
        raise DicomOutError(
            spoken("{where} rejects the association of {caller}", where=where, caller=caller)
        )
    if not association.is_established:
        raise DicomOutError(spoken("{where} does not answer", where=where))
    if not association.accepted_contexts:
        association.release()
        raise DicomOutError(
            spoken("{where} does not take MR images in Explicit VR Little Endian", where=where)
        )
    return association


def _send(association: Association, file: Path, where: Sentence) -> None:
    try:
        status = association.send_c_store(file)
    except (RuntimeError, ValueError) as error:  # pynetdicom's own, of a broken association
        reason = spoken("{where} broke off ({detail})", where=where, detail=f"{error}")
        raise DicomOutError(reason) from error
    except OSError as error:
        reason = spoken(
            "the image for {where} cannot be read: {why}", where=where, why=reason_of(error)
        )
        raise DicomOutError(reason) from error
    if "Status" not in status:
        raise DicomOutError(spoken("{where} stopped answering", where=where))
    if code_to_category(status.Status) not in ("Success", "Warning"):
        raise DicomOutError(_refusal(status, where))


def _refusal(status: Dataset, where: Sentence) -> Sentence:
    code: int = status.Status
    words = (word for value, mask, word in STATUS_WORDS if code & mask == value)
    return spoken(
        "{where} refused an image: {word} ({detail})",
        where=where,
        word=next(words, "no reason known"),
        detail=f"0x{code:04X} {getattr(status, 'ErrorComment', '')}".strip(),
    )
