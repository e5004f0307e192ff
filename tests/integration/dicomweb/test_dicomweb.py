from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pydicom
import pytest
import pytest_asyncio
from fastapi import FastAPI
from PIL import Image
from pydicom.dataset import FileDataset
from pydicom.uid import RLELossless, generate_uid
from tests.peers.dicom_files import encoded, mr_dataset

from telescan.dicom.dicomweb import DicomWeb, router
from telescan.dicom.dicomweb.multipart import Part, multipart_response, read_multipart
from telescan.dicom.incoming import Origin
from telescan.dicom.instances import Images, Keeping
from telescan.dicom.tables import SetAsideRow
from telescan.hub import problem_handlers
from telescan.identity.roles import Act
from telescan.store.engine import Database
from telescan.store.migrate import migrate
from telescan.store.objects import FolderObjectStore

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SITES = ("county", "headquarters")
ALL = frozenset({Act.SEE_IMAGES, Act.SEE_PATIENT, Act.STORE_IMAGES})


@dataclass
class Person:
    """What a person may do at which site."""

    acts: dict[str, frozenset[Act]] = field(default_factory=lambda: dict.fromkeys(SITES, ALL))

    def may(self, act: Act, site_id: str) -> bool:
        return act in self.acts.get(site_id, frozenset())


@dataclass
class Hub:
    images: Images
    client: httpx.AsyncClient
    person: Person

    async def keep(self, dataset: FileDataset, site_id: str = "county") -> Keeping:
        kept = await self.images.keep(encoded(dataset), Origin(site_id, "mr1", NOW))
        return kept.keeping

    async def get(self, path: str, accept: str | None = None, **query: str) -> httpx.Response:
        headers = {"Accept": accept} if accept else {}
        return await self.client.get(f"/dicomweb{path}", headers=headers, params=query)


@pytest_asyncio.fixture
async def hub(tmp_path: Path, database_url: str) -> AsyncIterator[Hub]:
    database = Database(database_url)
    await migrate(database)
    images = Images(database, FolderObjectStore(tmp_path / "objects"))
    person = Person()

    async def authorise(_: object) -> Person:
        return person

    app = FastAPI()
    problem_handlers.install(app)
    app.include_router(router)
    app.state.dicomweb = DicomWeb(images, lambda: SITES, b"sixteen bytes it is", authorise)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
        yield Hub(images, client, person)
    await database.close()


def path_of(dataset: FileDataset) -> str:
    return (
        f"/studies/{dataset.StudyInstanceUID}/series/{dataset.SeriesInstanceUID}"
        f"/instances/{dataset.SOPInstanceUID}"
    )


def parts_of(response: httpx.Response) -> list[Part]:
    return read_multipart(response.content, response.headers["Content-Type"])


def series(count: int, **changes: Any) -> list[FileDataset]:
    study, uid = generate_uid(), generate_uid()
    return [
        mr_dataset(
            StudyInstanceUID=study,
            SeriesInstanceUID=uid,
            InstanceNumber=number,
            **changes,
        )
        for number in range(1, count + 1)
    ]


def value(result: dict[str, Any], tag: str) -> object:
    return result[tag].get("Value", [None])[0]


async def test_studies_series_and_instances_are_found(hub: Hub) -> None:
    head = series(3, SeriesDescription="t2 tse")
    other = mr_dataset(StudyInstanceUID=head[0].StudyInstanceUID, SeriesNumber=2)
    for dataset in [*head, other, mr_dataset(StudyDate="20250101")]:
        await hub.keep(dataset)
    study = head[0].StudyInstanceUID
    (found,) = (await hub.get("/studies", StudyDate="20260101-20261231")).json()
    assert value(found, "0020000D") == study
    assert value(found, "00201206") == 2
    assert value(found, "00201208") == 4
    assert found["00080061"]["Value"] == ["MR"]
    assert value(found, "00081190") == f"http://hub/dicomweb/studies/{study}"
    rows = (await hub.get(f"/studies/{study}/series")).json()
    assert [value(row, "00200011") for row in rows] == [1, 2]
    assert [value(row, "00201209") for row in rows] == [3, 1]
    rows = (await hub.get(f"/studies/{study}/series/{head[0].SeriesInstanceUID}/instances")).json()
    assert [value(row, "00200013") for row in rows] == [1, 2, 3]
    assert value(rows[0], "00280010") == 16


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"PatientID": "P-4711"}, 1),
        ({"PatientID": "P-4*"}, 2),
        ({"PatientName": "wang*"}, 2),
        ({"00100020": "P-4712"}, 1),
        ({"PatientID": "P-471?"}, 2),
        ({"PatientID": "P-471%"}, 0),
        ({"StudyDate": "-20260102"}, 2),
        ({"StudyDate": "20260103-"}, 0),
        ({"StudyTime": "0304-0304"}, 2),
        ({"ModalitiesInStudy": "MR"}, 2),
        ({"ModalitiesInStudy": "CT"}, 0),
        ({"StudyInstanceUID": "1.2.3"}, 0),
        ({"limit": "1"}, 1),
        ({"offset": "1"}, 1),
        ({"offset": "2"}, 0),
        ({"fuzzymatching": "false"}, 2),
    ],
)
async def test_studies_match_as_the_standard_says(
    hub: Hub, query: dict[str, str], count: int
) -> None:
    await hub.keep(mr_dataset())
    await hub.keep(mr_dataset(PatientID="P-4712"))
    response = await hub.get("/studies", **query)
    assert response.status_code == (200 if count else 204)
    assert count == (len(response.json()) if count else 0)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"fuzzymatching": "true"}, "fuzzymatching"),
        ({"limit": "many"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"EchoTime": "10"}, "EchoTime"),
        ({"includefield": "NoSuchThing"}, "includefield"),
        ({"Colour": "red"}, "Colour"),
    ],
)
async def test_a_search_that_cannot_be_made_names_what_is_wrong(
    hub: Hub, query: dict[str, str], name: str
) -> None:
    response = await hub.get("/studies", **query)
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["field"] == name


async def test_further_attributes_are_included_when_asked_for(hub: Hub) -> None:
    await hub.keep(mr_dataset(EchoTime=12.5))
    (plain,) = (await hub.get("/instances")).json()
    assert "00180081" not in plain
    (wanted,) = (await hub.get("/instances", includefield="EchoTime,00080070")).json()
    assert value(wanted, "00180081") == 12.5
    assert value(wanted, "00080070") == "Telescan"
    (everything,) = (await hub.get("/instances", includefield="all")).json()
    assert value(everything, "00280100") == 16


async def test_metadata_is_the_header_with_pixels_by_reference(hub: Hub) -> None:
    dataset = mr_dataset(EchoTime=12.5)
    await hub.keep(dataset)
    (header,) = (await hub.get(path_of(dataset) + "/metadata")).json()
    again = pydicom.Dataset.from_json(header, lambda tag, vr, uri: b"")
    del again.PixelData
    del dataset.PixelData
    assert dict(again) == dict(dataset)
    uri = header["7FE00010"]["BulkDataURI"]
    response = await hub.client.get(uri, headers={"Accept": "application/octet-stream"})
    assert response.content == mr_dataset().PixelData


async def test_a_series_comes_as_the_files_that_were_stored(hub: Hub) -> None:
    datasets = series(3)
    for dataset in datasets:
        await hub.keep(dataset)
    first = datasets[0]
    path = f"/studies/{first.StudyInstanceUID}/series/{first.SeriesInstanceUID}"
    response = await hub.get(path, 'multipart/related; type="application/dicom"')
    assert [part.data for part in parts_of(response)] == [encoded(d) for d in datasets]
    assert "transfer-syntax=1.2.840.10008.1.2.1" in parts_of(response)[0].content_type
    single = await hub.get(path_of(first), "application/dicom")
    assert single.content == encoded(first)


async def test_frames_come_as_a_viewer_asks_for_them(hub: Hub) -> None:
    dataset = mr_dataset(rows=4, columns=6)
    dataset.NumberOfFrames = 3
    pixels = np.arange(72, dtype=np.uint16).reshape(3, 4, 6)
    dataset.PixelData = pixels.tobytes()
    await hub.keep(dataset)
    cornerstone = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'
    response = await hub.get(path_of(dataset) + "/frames/2", cornerstone)
    (part,) = parts_of(response)
    assert part.data == pixels[1].tobytes()
    assert part.content_type == "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"
    both = parts_of(await hub.get(path_of(dataset) + "/frames/1,3", cornerstone))
    assert [piece.data for piece in both] == [pixels[0].tobytes(), pixels[2].tobytes()]
    raw = await hub.get(path_of(dataset) + "/frames/3", "application/octet-stream")
    assert raw.content == pixels[2].tobytes()


async def test_a_compressed_frame_comes_as_it_is_or_decoded(hub: Hub) -> None:
    dataset = mr_dataset()
    plain = dataset.PixelData
    dataset.compress(RLELossless, generate_instance_uid=False)
    await hub.keep(dataset)
    path = path_of(dataset) + "/frames/1"
    stored = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'
    (part,) = parts_of(await hub.get(path, stored))
    assert part.content_type == "image/dicom-rle; transfer-syntax=1.2.840.10008.1.2.5"
    (part,) = parts_of(await hub.get(path, 'multipart/related; type="application/octet-stream"'))
    assert part.data == plain
    (part,) = parts_of(await hub.get(path, 'multipart/related; type="image/dicom-rle"'))
    assert part.content_type.startswith("image/dicom-rle")


@pytest.mark.parametrize("frames", ["0", "2", "x", "1,x", "1,,2"])
async def test_a_frame_that_is_not_there_is_named(hub: Hub, frames: str) -> None:
    dataset = mr_dataset()
    await hub.keep(dataset)
    response = await hub.get(f"{path_of(dataset)}/frames/{frames}")
    assert response.status_code in {400, 404}
    assert response.json()["field"] == "frames"


async def test_an_image_is_rendered_with_the_window_asked_for(hub: Hub) -> None:
    dataset = mr_dataset(rows=1, columns=5)
    dataset.PixelData = np.array([[0, 100, 200, 300, 400]], dtype=np.uint16).tobytes()
    await hub.keep(dataset)
    response = await hub.get(path_of(dataset) + "/rendered", "image/png", window="200,200,linear")
    assert response.headers["Content-Type"] == "image/png"
    grey = np.asarray(Image.open(io.BytesIO(response.content)))
    assert grey.tolist() == [[0, 0, 128, 255, 255]]
    whole = await hub.get(path_of(dataset) + "/frames/1/rendered", "image/png")
    assert np.asarray(Image.open(io.BytesIO(whole.content)))[0, [0, 4]].tolist() == [0, 255]
    jpeg = await hub.get(path_of(dataset) + "/rendered")
    assert jpeg.headers["Content-Type"] == "image/jpeg"
    bad = await hub.get(path_of(dataset) + "/rendered", window="200")
    assert bad.status_code == 422
    assert (await hub.get(path_of(dataset) + "/rendered", "image/gif")).status_code == 406


async def test_nobody_sees_images_of_a_site_where_they_may_not(hub: Hub) -> None:
    dataset = mr_dataset()
    await hub.keep(dataset, "county")
    hub.person.acts = {"headquarters": ALL}
    for path in ("/studies", "/series", "/instances"):
        assert (await hub.get(path)).status_code == 204
    for path in ("", "/metadata", "/frames/1", "/rendered", "/bulkdata/7FE00010"):
        assert (await hub.get(path_of(dataset) + path)).status_code == 404, path


async def test_who_may_not_know_the_patient_is_not_told_anywhere(hub: Hub) -> None:
    dataset = mr_dataset(
        AccessionNumber="A-4711", StudyID="S-4711", ReferringPhysicianName="Zhao^Wei"
    )
    await hub.keep(dataset)
    hub.person.acts = {"county": frozenset({Act.SEE_IMAGES})}
    study = f"/studies/{dataset.StudyInstanceUID}"
    answers = [
        await hub.get("/studies", includefield="all"),
        await hub.get("/instances", includefield="all"),
        await hub.get(path_of(dataset) + "/metadata"),
        await hub.get(path_of(dataset)),
        await hub.get(study),
    ]
    for answer in answers:
        assert answer.status_code == 200
        for secret in (b"Wang", b"-4711", b"19700102", b"Zhao"):
            assert secret not in answer.content
    assert (await hub.get("/studies", PatientName="Wang*")).status_code == 204
    # A number that names the patient elsewhere tells who it is, by being found.
    assert (await hub.get("/studies", AccessionNumber="A-4711")).status_code == 204
    assert (await hub.get("/studies", StudyID=str(dataset.StudyID))).status_code == 204
    assert (await hub.get("/studies", StudyDate="20260102")).status_code == 200


async def test_images_are_stored_and_failures_are_named(hub: Hub) -> None:
    good, bad = mr_dataset(), mr_dataset(PixelData=b"\0\0")
    body = multipart_response(
        [Part("application/dicom", encoded(good)), Part("application/dicom", encoded(bad)),
         Part("application/dicom", b"nonsense")],
        "application/dicom",
    )  # fmt: skip
    response = await hub.client.post(
        "/dicomweb/studies?site_id=county",
        content=bytes(body.body),
        headers={"Content-Type": body.headers["Content-Type"]},
    )
    assert response.status_code == 202
    (done,) = response.json()["00081199"]["Value"]
    assert value(done, "00081155") == good.SOPInstanceUID
    comments = [value(item, "00000902") for item in response.json()["00081198"]["Value"]]
    assert comments == [
        "part 2: PixelData is cut short: 2 bytes of 384",
        "part 3: not a DICOM file: the DICM prefix is missing",
    ]
    stored = await hub.client.get(str(value(done, "00081190")))
    assert parts_of(stored)[0].data == encoded(good)


async def test_storing_needs_the_right_and_the_site(hub: Hub) -> None:
    body = multipart_response([Part("application/dicom", encoded(mr_dataset()))], "a/b")

    async def post(query: str, content_type: str = body.headers["Content-Type"]) -> httpx.Response:
        return await hub.client.post(
            f"/dicomweb/studies{query}",
            content=bytes(body.body),
            headers={"Content-Type": content_type},
        )

    missing = await post("")
    assert (missing.status_code, missing.json()["field"]) == (400, "site_id")
    assert (await post("?site_id=nowhere")).status_code == 403
    assert (await post("?site_id=county", "application/dicom")).status_code == 415
    hub.person.acts = {"county": frozenset({Act.SEE_IMAGES})}
    assert (await post("?site_id=county")).status_code == 403
    hub.person.acts = {"county": ALL}
    assert (await post("")).status_code == 200


async def test_an_instance_sent_again_is_known_and_a_changed_one_set_aside(hub: Hub) -> None:
    dataset = mr_dataset()
    assert await hub.keep(dataset) is Keeping.STORED
    assert await hub.keep(dataset) is Keeping.KNOWN
    original = encoded(dataset)
    dataset.PatientID = "P-0000"
    assert await hub.keep(dataset) is Keeping.SET_ASIDE
    assert await hub.keep(dataset) is Keeping.SET_ASIDE
    assert (await hub.get(path_of(dataset), "application/dicom")).content == original
    (row,) = (await hub.get("/series")).json()
    assert value(row, "00201209") == 1
    async with hub.images.database.reading() as session:
        aside = (await session.execute(SetAsideRow.__table__.select())).all()
    assert [row.reason for row in aside] == ["another content is stored under its SOPInstanceUID"]


async def test_a_site_cannot_add_to_another_sites_series(hub: Hub) -> None:
    first, second = series(2)
    assert await hub.keep(first, "county") is Keeping.STORED
    assert await hub.keep(second, "headquarters") is Keeping.SET_ASIDE


async def test_a_study_from_two_sites_is_seen_by_each_for_itself(hub: Hub) -> None:
    first = mr_dataset()
    second = mr_dataset(StudyInstanceUID=first.StudyInstanceUID, PatientName="Zhao^Min")
    await hub.keep(first, "county")
    await hub.keep(second, "headquarters")
    hub.person.acts = {"headquarters": ALL}
    (study,) = (await hub.get("/studies")).json()
    assert study["00100010"]["Value"] == [{"Alphabetic": "Zhao^Min"}]
    assert value(study, "00201208") == 1
    assert len(parts_of(await hub.get(f"/studies/{first.StudyInstanceUID}"))) == 1


async def test_the_boundary_is_that_of_the_header(hub: Hub) -> None:
    await hub.keep(dataset := mr_dataset())
    response = await hub.get(path_of(dataset))
    header = Message()
    header["Content-Type"] = response.headers["Content-Type"]
    assert header.get_param("type") == "application/dicom"
    assert response.content.startswith(f"--{header.get_boundary()}\r\n".encode())
