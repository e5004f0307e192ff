"""Storage SCU: sends files of one series to the destination in one association (PS3.4 annex B)."""

import socket
from collections.abc import Callable, Iterable
from pathlib import Path

from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage
from pynetdicom import AE
from pynetdicom.status import code_to_category

from telescan.dicom.uids import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME
from telescan.virtual.settings import DicomDestination

TIMEOUT_S = 10.0


class DicomOutError(Exception):
    """Images were not taken; the message says by whom and why, for the operator."""


def send_files(
    destination: DicomDestination, files: Iterable[Path], sent: Callable[[Path], None]
) -> None:
    """Send files, calling ``sent`` for each that was acknowledged. Raises DicomOutError."""
    where = f"{destination.called_ae_title} at {destination.host}:{destination.port}"
    _require_listener(destination, where)
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
        raise DicomOutError(f"{where} rejects the association of {destination.calling_ae_title}")
    if not association.is_established:
        raise DicomOutError(f"{where} does not answer")
    if not association.accepted_contexts:
        association.release()
        raise DicomOutError(f"{where} does not take MR images in Explicit VR Little Endian")
    try:
        for file in files:
            try:
                status = association.send_c_store(file)
            except (RuntimeError, ValueError, OSError) as error:  # aborted, or an unreadable file
                raise DicomOutError(f"{where}: {error}") from error
            if "Status" not in status:
                raise DicomOutError(f"{where} stopped answering")
            if code_to_category(status.Status) not in ("Success", "Warning"):
                comment = getattr(status, "ErrorComment", "") or "no reason given"
                raise DicomOutError(f"{where} refused an image: 0x{status.Status:04X}, {comment}")
            sent(file)
    finally:
        if association.is_established:
            association.release()


def _require_listener(destination: DicomDestination, where: str) -> None:
    """Tell an absent destination by the system's own reason; pynetdicom gives none."""
    try:
        socket.create_connection((destination.host, destination.port), TIMEOUT_S / 2).close()
    except OSError as error:
        raise DicomOutError(f"{where} does not answer ({error.strerror or error})") from error
