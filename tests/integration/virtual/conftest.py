"""A real storage SCP, and settings of scanners that send to it."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage
from pynetdicom import AE, evt

from telescan.virtual.settings import DicomDestination, ScannerSettings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class StorageScp:
    """pynetdicom's SCP; ``answer`` is the status that it gives each C-STORE."""

    port: int
    answer: int = 0x0000
    received: list[Dataset] = field(default_factory=list)
    refused: int = 0
    aborts_after: int | None = None
    """So many images are taken, then the association is aborted, once."""
    _server: object = None

    def open(self) -> None:
        ae = AE("TELESCAN")
        ae.require_called_aet = True
        ae.add_supported_context(MRImageStorage, ExplicitVRLittleEndian)
        self._server = ae.start_server(
            ("127.0.0.1", self.port),
            block=False,
            evt_handlers=[(evt.EVT_C_STORE, self._store)],
        )

    def close(self) -> None:
        if self._server is not None:
            self._server.shutdown()  # type: ignore[attr-defined]
            self._server = None

    def _store(self, event: evt.Event) -> int:
        if self.aborts_after is not None and len(self.received) >= self.aborts_after:
            self.aborts_after = None
            event.assoc.abort()
            return 0x0110
        if self.answer != 0x0000:
            self.refused += 1
            return self.answer
        dataset = event.dataset
        dataset.file_meta = event.file_meta
        self.received.append(dataset)
        return 0x0000


@pytest.fixture
def scp() -> Iterator[StorageScp]:
    server = StorageScp(free_port())
    yield server
    server.close()


@pytest.fixture
def settings(tmp_path: Path, scp: StorageScp) -> ScannerSettings:
    return ScannerSettings(
        name="MR1",
        institution="County hospital",
        model="Aster 3T",
        serial_number="TS-1",
        data_folder=tmp_path / "data",
        rfb_port=free_port(),
        control_port=free_port(),
        dicom=DicomDestination(port=scp.port),
        speed=1000,
        width=1280,
        height=800,
    )
