"""The storage door (PS3.4 Annex B): scanners send images here by C-STORE, and test it by C-ECHO.

Success is answered only after ``accept`` returned, that is, after the instance is safe. What is
broken or cannot be kept is refused with a status and logged with its reason, without patient data;
the association goes on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pynetdicom import AE, ALL_TRANSFER_SYNTAXES, AllStoragePresentationContexts, evt
from pynetdicom.dimse_primitives import C_STORE
from pynetdicom.service_class import StorageServiceClass
from pynetdicom.sop_class import register_uid
from pynetdicom.transport import ThreadedAssociationServer

from telescan.dicom.errors import BrokenInstanceError, DicomError, StorageScpError
from telescan.dicom.instance import InstanceUids, check_instance, read_instance

_log = logging.getLogger(__name__)

SUCCESS = 0x0000
OUT_OF_RESOURCES = 0xA700
DOES_NOT_MATCH_SOP_CLASS = 0xA900
CANNOT_UNDERSTAND = 0xC000
"""Statuses of C-STORE, PS3.4 B.2.3."""

_VERIFICATION = "1.2.840.10008.1.1"
_PRIVATE_STORAGE = {
    "1.3.12.2.1107.5.9.1": "SiemensCsaNonImageStorage",
    "1.3.46.670589.11.0.0.12.1": "PhilipsPrivateMRSpectrumStorage",
    "1.3.46.670589.11.0.0.12.2": "PhilipsPrivateMRSeriesDataStorage",
    "1.3.46.670589.11.0.0.12.4": "PhilipsPrivateMRExamcardStorage",
    "1.2.840.113619.4.30": "GePrivate3dModelStorage",
}
"""What MR scanners send besides standard objects; refusing it would fail the whole transfer."""

AeTitle = Annotated[str, Field(min_length=1, max_length=16, pattern=r"^[ -\[\]-~]+$")]
"""PS3.5 6.2: at most 16 characters, no backslash."""


class StorageScpSettings(BaseModel):
    """Who may send, and where to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    """Where the door is; beyond this machine only with ``calling_ae_titles``."""
    port: Annotated[int, Field(ge=1, le=65_535)] = 11112
    """DICOM port; one for each scanner."""
    ae_title: AeTitle = "TELESCAN"
    """What the scanner calls us."""
    calling_ae_titles: tuple[AeTitle, ...] = ()
    """Who may send; empty: anybody, on this machine only."""
    accept_timeout_s: Annotated[float, Field(gt=0)] = 60.0
    """An image that is not safe after so long is refused; the scanner sends it again."""

    @model_validator(mode="after")
    def _strangers_are_local(self) -> "StorageScpSettings":
        if not self.calling_ae_titles and self.host not in {"127.0.0.1", "::1", "localhost"}:
            message = (
                f"host {self.host}: name the scanners that may send in calling_ae_titles, "
                "or listen on 127.0.0.1"
            )
            raise ValueError(message)
        return self


@dataclass(frozen=True, slots=True)
class StoredInstance:
    """One instance that a scanner sent."""

    content: bytes
    """The complete file (PS3.10), byte for byte as the scanner encoded its data set."""
    uids: InstanceUids
    calling_ae_title: str


Accept = Callable[[StoredInstance], Awaitable[None]]
"""Keeps an instance; what it raises refuses it: DicomError for its own sake, others for ours."""


class StorageScp:
    """The door, open between ``start`` and ``stop``."""

    def __init__(self, settings: StorageScpSettings, accept: Accept) -> None:
        self._settings = settings
        self._accept = accept
        self._server: ThreadedAssociationServer | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Open the door. Raises StorageScpError when the port cannot be had."""
        self._loop = asyncio.get_running_loop()
        settings = self._settings
        try:
            self._server = _entity(settings).start_server(
                (settings.host, settings.port),
                block=False,
                evt_handlers=[(evt.EVT_C_STORE, self._stored), (evt.EVT_C_ECHO, _echoed)],
            )
        except OSError as error:
            message = (
                f"port {settings.port} on {settings.host} cannot be opened for DICOM "
                f"({error.strerror}); stop what uses it or choose another"
            )
            raise StorageScpError(message) from error

    async def stop(self) -> None:
        """Close the door; running associations are aborted."""
        if self._server is not None:
            await asyncio.to_thread(self._server.shutdown)
            self._server = None

    def _stored(self, event: evt.Event) -> int:
        """Answer one C-STORE; runs in the association's own thread."""
        sender = str(event.assoc.requestor.ae_title).strip()
        try:
            instance = _received(event, sender)
        except BrokenInstanceError as error:
            _log.warning("an instance from %s was refused: %s", sender, error)
            return CANNOT_UNDERSTAND
        if not _is_announced(event.request, instance.uids):
            _log.warning("an instance from %s was refused: it is not the one announced", sender)
            return DOES_NOT_MATCH_SOP_CLASS
        return self._kept(instance)

    def _kept(self, instance: StoredInstance) -> int:
        if self._loop is None:
            return OUT_OF_RESOURCES

        async def accept() -> None:
            await asyncio.wait_for(self._accept(instance), self._settings.accept_timeout_s)

        try:
            asyncio.run_coroutine_threadsafe(accept(), self._loop).result()
        except DicomError as error:
            _log.warning("an instance from %s was refused: %s", instance.calling_ae_title, error)
            return CANNOT_UNDERSTAND
        # Outermost edge of this thread: whatever keeps the instance from being safe refuses it.
        except Exception as error:  # noqa: BLE001
            sender = instance.calling_ae_title
            _log.error("an instance from %s could not be kept: %r", sender, error)
            return OUT_OF_RESOURCES
        return SUCCESS


def _entity(settings: StorageScpSettings) -> AE:
    entity = AE(ae_title=settings.ae_title)
    entity.require_called_aet = False
    entity.require_calling_aet = list(settings.calling_ae_titles)
    entity.maximum_pdu_size = 0
    entity.maximum_associations = 20
    entity.network_timeout = 120
    entity.add_supported_context(_VERIFICATION)
    for context in AllStoragePresentationContexts:
        entity.add_supported_context(str(context.abstract_syntax), ALL_TRANSFER_SYNTAXES)
    for uid, keyword in _PRIVATE_STORAGE.items():
        register_uid(uid, keyword, StorageServiceClass)
        entity.add_supported_context(uid, ALL_TRANSFER_SYNTAXES)
    return entity


def _received(event: evt.Event, sender: str) -> StoredInstance:
    content = event.encoded_dataset()
    return StoredInstance(
        content=content,
        uids=check_instance(read_instance(content)),
        calling_ae_title=sender,
    )


def _is_announced(request: object, uids: InstanceUids) -> bool:
    return isinstance(request, C_STORE) and (
        request.AffectedSOPInstanceUID,
        request.AffectedSOPClassUID,
    ) == (uids.sop_instance_uid, uids.sop_class_uid)


def _echoed(_: evt.Event) -> int:
    return SUCCESS
