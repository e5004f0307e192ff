import asyncio
import logging
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pydicom
import pytest
import pytest_asyncio
from pydantic import ValidationError
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, generate_uid
from pynetdicom import AE, ALL_TRANSFER_SYNTAXES, AllStoragePresentationContexts, _config
from tests.peers.dicom_files import encoded, mr_dataset
from tests.peers.nats_link import free_port

from telescan.dicom.deidentify import IdentityShownError
from telescan.dicom.errors import StorageScpError
from telescan.dicom.storage_scp import (
    CANNOT_UNDERSTAND,
    DOES_NOT_MATCH_SOP_CLASS,
    OUT_OF_RESOURCES,
    SUCCESS,
    StorageScp,
    StorageScpSettings,
    StoredInstance,
)


class Door:
    """A storage door that keeps what comes, or fails when told to."""

    def __init__(self, settings: StorageScpSettings) -> None:
        self.settings = settings
        self.kept: list[StoredInstance] = []
        self.failure: Exception | None = None
        self.scp = StorageScp(settings, self._accept)

    async def _accept(self, instance: StoredInstance) -> None:
        if self.failure is not None:
            raise self.failure
        self.kept.append(instance)


@pytest_asyncio.fixture
async def door() -> AsyncIterator[Door]:
    opened = Door(StorageScpSettings(port=free_port(), calling_ae_titles=("MR1",)))
    await opened.scp.start()
    yield opened
    await opened.scp.stop()


async def run(*command: str | Path) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode(errors="replace")


async def storescu(door: Door, *arguments: str | Path) -> tuple[int, str]:
    return await run(
        "storescu", "-v", "-aet", "MR1", "127.0.0.1", str(door.settings.port), *arguments
    )


def send(door: Door, *datasets: pydicom.Dataset | Path) -> list[int]:
    entity = AE(ae_title="MR1")
    entity.add_requested_context(MRImageStorage, ExplicitVRLittleEndian)
    association = entity.associate("127.0.0.1", door.settings.port)
    assert association.is_established
    statuses = [association.send_c_store(dataset).Status for dataset in datasets]
    association.release()
    return statuses


async def test_dcmtk_stores_an_image_and_it_is_kept_bit_by_bit(door: Door, tmp_path: Path) -> None:
    dataset = mr_dataset()
    path = tmp_path / "image.dcm"
    path.write_bytes(encoded(dataset))
    code, output = await storescu(door, path)
    assert code == 0, output
    (kept,) = door.kept
    assert kept.calling_ae_title == "MR1"
    assert kept.uids.sop_instance_uid == dataset.SOPInstanceUID
    (tmp_path / "kept.dcm").write_bytes(kept.content)
    again = pydicom.dcmread(tmp_path / "kept.dcm")
    assert again == dataset
    assert again.PixelData == dataset.PixelData


async def test_dcmtk_echoes(door: Door) -> None:
    code, output = await run("echoscu", "-aet", "MR1", "127.0.0.1", str(door.settings.port))
    assert code == 0, output


async def test_a_stranger_is_not_let_in(door: Door) -> None:
    code, output = await run("echoscu", "-aet", "EVE", "127.0.0.1", str(door.settings.port))
    assert code != 0
    assert "Calling AE Title Not Recognized" in output


async def test_a_broken_image_is_refused_with_its_reason_and_the_next_is_kept(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    good = mr_dataset()
    short = mr_dataset(PixelData=b"\0" * 10)
    nameless = mr_dataset(SeriesInstanceUID=None)
    with caplog.at_level(logging.WARNING):
        statuses = await asyncio.to_thread(send, door, short, nameless, good)
    assert statuses == [CANNOT_UNDERSTAND, CANNOT_UNDERSTAND, SUCCESS]
    assert [kept.uids.sop_instance_uid for kept in door.kept] == [good.SOPInstanceUID]
    assert "PixelData is cut short: 10 bytes of 384" in caplog.text
    assert "SeriesInstanceUID is missing" in caplog.text
    assert "Wang" not in caplog.text
    assert "P-4711" not in caplog.text


async def test_success_is_not_answered_for_what_was_not_kept(door: Door) -> None:
    door.failure = OSError("disk full")
    image = mr_dataset()
    assert await asyncio.to_thread(send, door, image) == [OUT_OF_RESOURCES]
    door.failure = None
    assert await asyncio.to_thread(send, door, image) == [SUCCESS]


async def test_an_image_that_may_not_leave_the_site_is_refused_for_its_own_sake(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    door.failure = IdentityShownError("the image may show the name")
    with caplog.at_level(logging.WARNING):
        assert await asyncio.to_thread(send, door, mr_dataset()) == [CANNOT_UNDERSTAND]
    assert "may show the name" in caplog.text


async def test_an_image_under_a_false_name_is_refused(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Sent in chunks, the file's own head is announced and the data set goes out unread.
    monkeypatch.setattr(_config, "STORE_SEND_CHUNKED_DATASET", True)
    image = mr_dataset()
    image.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    path = tmp_path / "image.dcm"
    image.save_as(path, enforce_file_format=False)
    assert await asyncio.to_thread(send, door, path) == [DOES_NOT_MATCH_SOP_CLASS]
    assert door.kept == []


async def test_every_storage_class_and_transfer_syntax_is_taken(door: Door) -> None:
    def refused() -> list[str]:
        entity = AE(ae_title="MR1")
        wanted = [str(context.abstract_syntax) for context in AllStoragePresentationContexts]
        missing: list[str] = []
        for start in range(0, len(wanted), 100):
            entity.requested_contexts = []
            for uid in [*wanted[start : start + 100], "1.3.12.2.1107.5.9.1"]:
                entity.add_requested_context(uid, ALL_TRANSFER_SYNTAXES)
            association = entity.associate("127.0.0.1", door.settings.port)
            missing += [str(context.abstract_syntax) for context in association.rejected_contexts]
            association.release()
        return missing

    assert await asyncio.to_thread(refused) == []


async def test_a_taken_port_is_named() -> None:
    first = Door(StorageScpSettings(port=free_port()))
    await first.scp.start()
    second = Door(first.settings)
    with pytest.raises(StorageScpError, match=str(first.settings.port)):
        await second.scp.start()
    await first.scp.stop()


def test_the_network_may_not_send_without_a_list_of_scanners() -> None:
    with pytest.raises(ValidationError, match="calling_ae_titles"):
        StorageScpSettings(host="0.0.0.0")  # noqa: S104
