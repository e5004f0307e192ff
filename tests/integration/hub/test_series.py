"""Images that arrive become judged series: counted, checked, measured, told, and found again."""

import asyncio
from datetime import UTC, datetime
from io import BytesIO

import numpy as np
import pytest
from pydicom.dataset import FileDataset

from telescan.dicom.mr_image import Acquired, Station, StoredSet, mr_images
from telescan.dicom.stored_values import Window
from telescan.hub.intake import image_handler
from telescan.hub.live_messages import SeriesChanged
from telescan.identity.roles import Actor, Role
from telescan.mr.frame import Frame, ImageKind
from telescan.mr.geometry import slice_geometry
from telescan.mr.hardware import MODELS
from telescan.mr.prescription import Prescription, Sequence
from telescan.quality import judgement
from telescan.quality.results import Agreement, NotMeasured, SeriesResult
from telescan.scanner.driver import Exam, Patient, ScannerDescription, Series
from telescan.session.events import HelpAsked, Recorded, ScanStarted
from telescan.wire.errors import PoisonMessageError
from telescan.wire.images import ReceivedFile

PRESCRIBED = Prescription(
    sequence=Sequence.SPIN_ECHO,
    repetition_time_ms=500,
    echo_time_ms=15,
    matrix_frequency=128,
    matrix_phase=128,
    slices=3,
)
SERIES_UID = "1.2.826.0.1.3680043.10.1.7"
TRUE_SNR = 40.0


def images(run: Prescription = PRESCRIBED) -> list[bytes]:
    places = tuple(slice_geometry(run, index) for index in range(run.slices))
    rows, columns = places[0].rows, places[0].columns
    random = np.random.default_rng(3)
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    disc = np.where(x**2 + y**2 < 0.4, 1_000.0, 0.0)
    shape = (run.slices, rows, columns)
    noise = random.normal(0, 1_000 / TRUE_SNR, (2, *shape))
    pixels = np.rint(np.hypot(disc + noise[0], noise[1])).astype(np.uint16)
    series = Series(
        series_id="s1",
        series_number=2,
        description="t1_se",
        prescription=run,
        scan_time_s=60,
        series_instance_uid=SERIES_UID,
    )
    exam = Exam(
        exam_id="e1",
        study_instance_uid="1.2.826.0.1.3680043.10.1",
        body_region="head",
        patient=Patient(name="A", patient_id="1", weight_kg=70),
        series=(series,),
    )
    scanner = ScannerDescription(
        model=MODELS["Aster 3T"],
        serial_number="1",
        software_version="1",
        capabilities=frozenset(),
    )
    station = Station(name="MR2", institution="County", scanner=scanner)
    now = datetime.now(UTC)
    frame = Frame(run.echo_time_ms)
    stored = StoredSet(ImageKind.MAGNITUDE, frame, pixels, Window(500, 1_000))
    acquired = Acquired((stored,), places, 1.0, now, now)
    return [_file(image) for image in mr_images(exam, series, station, acquired)]


def _file(image: FileDataset) -> bytes:
    buffer = BytesIO()
    image.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def scan_started() -> list[Recorded]:
    operator = Actor(person_id="p1", display_name="Li Na", roles=frozenset({Role.OPERATOR}))
    events = (
        HelpAsked(scanner_id="county-mr2", reason="motion", body_region="head", urgent=False),
        ScanStarted(
            series_id="s1",
            series_description="t1_se",
            series_instance_uid=SERIES_UID,
            prescription=PRESCRIBED,
        ),
    )
    return [
        Recorded(
            event_id=f"e-{number}",
            site_id="county",
            scanner_id="county-mr2",
            session_id="s1",
            sequence=number,
            at=datetime.now(UTC),
            actor=operator,
            event=event,
        )
        for number, event in enumerate(events, 1)
    ]


class Arrivals:
    """A hub that judges, and what it told of series."""

    def __init__(self, hub) -> None:
        self.hub = hub
        self.told: asyncio.Queue[SeriesResult] = asyncio.Queue()
        self._take = image_handler(hub.services.dicomweb.images, hub.services.series_results)
        hub.services.live.tell = self._hear

    def _hear(self, message) -> None:
        if isinstance(message, SeriesChanged):
            self.told.put_nowait(message.series)

    async def arrive(self, *files: bytes) -> None:
        for content in files:
            await self._take(ReceivedFile("county", "county-mr2", content, "unused"))

    async def record(self) -> None:
        for entry in scan_started():
            await self.hub.services.sessions.receive(entry)

    async def told_of(self, wanted) -> SeriesResult:
        while True:
            result = await self.told.get()
            if wanted(result):
                return result


async def judging(hub):
    arrivals = Arrivals(hub)
    task = asyncio.create_task(hub.services.series_results.run())
    yield arrivals
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def arrivals(hub):
    async for made in judging(hub):
        yield made


@pytest.fixture
async def arrivals_on_each_database(hub_on_each_database):
    async for made in judging(hub_on_each_database):
        yield made


async def test_a_scan_run_as_prescribed_is_complete_matches_and_is_measured(
    arrivals_on_each_database,
):
    arrivals = arrivals_on_each_database
    await arrivals.record()
    await arrivals.arrive(*images())
    result = await arrivals.told_of(lambda r: r.complete)
    assert (result.session_id, result.images, result.expected_images) == ("s1", 3, 3)
    deviating = [c for c in result.checks if c.agreement is Agreement.DEVIATES]
    assert deviating == []
    assert len(result.checks) > 12
    (snr,) = result.measurements
    assert snr.value == pytest.approx(TRUE_SNR, rel=0.03)


async def test_what_was_run_otherwise_shows_with_both_values(arrivals):
    await arrivals.record()
    await arrivals.arrive(*images(PRESCRIBED.model_copy(update={"echo_time_ms": 20.0})))
    result = await arrivals.told_of(lambda r: r.complete)
    (deviation,) = [c for c in result.checks if c.agreement is Agreement.DEVIATES]
    assert (deviation.parameter, deviation.prescribed, deviation.as_run) == (
        "echo_time_ms",
        15.0,
        20.0,
    )


async def test_a_series_on_its_way_is_told_as_such(arrivals):
    await arrivals.record()
    first, *rest = images()
    await arrivals.arrive(first)
    result = await arrivals.told_of(lambda r: r.images == 1)
    assert (result.complete, result.measurements[0].reason) == (
        False,
        NotMeasured.SERIES_INCOMPLETE,
    )
    await arrivals.arrive(*rest)
    assert (await arrivals.told_of(lambda r: r.complete)).images == 3


async def test_an_image_that_comes_twice_counts_once(arrivals):
    await arrivals.record()
    files = images()
    await arrivals.arrive(*files, *files)
    assert (await arrivals.told_of(lambda r: r.complete)).images == 3


async def test_a_scan_that_becomes_known_after_its_images_is_checked_then(arrivals):
    await arrivals.arrive(*images())
    unknown = await arrivals.told_of(lambda r: r.images == 3)
    assert (unknown.session_id, unknown.checks) == (None, ())
    await arrivals.record()
    known = await arrivals.told_of(lambda r: r.session_id == "s1")
    assert known.complete
    assert known.checks


async def test_a_series_without_known_scan_is_complete_when_nothing_came_for_a_while(
    arrivals, monkeypatch
):
    monkeypatch.setattr(judgement, "QUIET", judgement.QUIET / 50)
    await arrivals.arrive(*images())
    result = await arrivals.told_of(lambda r: r.complete)
    assert (result.images, result.expected_images) == (3, None)
    assert result.measurements[0].value is not None


async def test_a_hub_that_was_stopped_halfway_judges_what_had_arrived(make_hub):
    stopped = Arrivals(await make_hub())
    await stopped.record()
    await stopped.arrive(*images())
    async for started in judging(await make_hub()):
        result = await started.told_of(lambda r: r.complete)
        results = started.hub.services.series_results
        assert await results.of_session("s1") == [result]
        assert await results.of_scanner("county-mr2", limit=5) == [result]


async def test_a_broken_file_is_set_aside_and_the_rest_goes_on(arrivals):
    with pytest.raises(PoisonMessageError):
        await arrivals.arrive(b"not DICOM")
    await arrivals.record()
    await arrivals.arrive(*images())
    assert (await arrivals.told_of(lambda r: r.complete)).images == 3


async def test_who_opened_images_and_the_record_is_written_once(arrivals):
    await arrivals.record()
    await arrivals.arrive(*images())
    result = await arrivals.told_of(lambda r: r.complete)
    browser = await arrivals.hub.browser_of(Role.EXPERT)
    series = f"/dicomweb/studies/{result.study_instance_uid}/series/{result.series_instance_uid}"
    for path in (f"{series}/metadata", f"{series}/metadata", "/api/sessions/s1/timeline"):
        assert (await browser.get(path)).status_code == 200, path
    assert (await browser.get("/dicomweb/studies/1.2.3/metadata")).status_code == 404
    entries = await arrivals.hub.services.identity.trail.read(limit=10)
    assert [(e.who, e.act) for e in entries] == [
        ("expert", "open_record"),
        ("expert", "open_images"),
        ("expert", "sign_in"),
    ]
