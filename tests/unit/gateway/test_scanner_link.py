"""The way to a scanner: connected again whenever it ends, and never older than its answer."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from telescan.dicom.deidentify import IdentityPolicy
from telescan.gateway.live_status import leaving_status
from telescan.gateway.scanner_link import ScannerLink
from telescan.mr.hardware import MODELS
from telescan.mr.prescription import Prescription, Sequence
from telescan.scanner.driver import (
    Exam,
    Patient,
    ScannerDescription,
    ScannerPhase,
    ScannerStatus,
    ScannerUnreachableError,
    Series,
)

PRESCRIPTION = Prescription(sequence=Sequence.SPIN_ECHO, repetition_time_ms=500, echo_time_ms=15)
SERIES = Series(
    series_id="s1",
    series_number=1,
    description="t1_se",
    prescription=PRESCRIPTION,
    scan_time_s=128,
    series_instance_uid="1.2.3.1",
)
STATUS = ScannerStatus(
    phase=ScannerPhase.PRESCRIBED,
    exam=Exam(
        exam_id="e1",
        study_instance_uid="1.2.3",
        body_region="head",
        patient=Patient(name="Doe^Jane", patient_id="4711", sex="F", weight_kg=61.5),
        series=(SERIES,),
    ),
)
DESCRIPTION = ScannerDescription(
    model=MODELS["Aster 3T"], serial_number="1", software_version="1", capabilities=frozenset()
)


class ScriptedDriver:
    """A scanner that is away at first, and ends its connection when told to."""

    def __init__(self, away: int) -> None:
        self.away = away
        self.connections = 0
        self.closed = False
        self.end = asyncio.Event()

    async def connect(self) -> ScannerDescription:
        if self.away > 0:
            self.away -= 1
            raise ScannerUnreachableError("no answer")
        self.connections += 1
        self.end.clear()
        return DESCRIPTION

    async def close(self) -> None:
        self.closed = True

    async def watch(self) -> AsyncIterator[ScannerStatus]:
        yield STATUS
        await self.end.wait()

    async def write_prescription(self, series_id: str, prescription: Prescription) -> Series:
        copy = {"series_id": "s2", "series_number": 2, "series_instance_uid": "1.2.3.2"}
        changes = {} if series_id == "s1" else copy
        return SERIES.model_copy(update={"prescription": prescription, **changes})

    async def start(self, series_id: str) -> None: ...

    async def stop(self) -> None: ...


@pytest.fixture
def driver() -> ScriptedDriver:
    return ScriptedDriver(away=1)


@pytest.fixture
async def link(driver: ScriptedDriver) -> AsyncIterator[ScannerLink]:
    made = ScannerLink("mr2", driver)
    running = asyncio.create_task(made.run())
    await _until(lambda: made.status is not None)
    yield made
    running.cancel()
    await asyncio.wait([running])
    assert driver.closed


async def _until(condition) -> None:
    while not condition():
        await asyncio.sleep(0.01)


async def test_a_scanner_that_is_away_is_tried_again(link, driver) -> None:
    assert driver.connections == 1
    assert (link.description, link.status) == (DESCRIPTION, STATUS)


async def test_an_ended_connection_shows_as_not_reachable_and_is_made_again(link, driver) -> None:
    seen = []
    link.on_change = lambda: seen.append(link.status)
    driver.end.set()
    await _until(lambda: driver.connections == 2 and link.status is not None)
    assert seen == [None, STATUS]


async def test_what_the_scanner_has_set_is_in_the_status_at_once(link) -> None:
    wanted = PRESCRIPTION.model_copy(update={"averages": 2})
    await link.write_prescription("s1", wanted)
    assert [s.prescription for s in link.status.exam.series] == [wanted]


async def test_a_copy_that_the_scanner_made_joins_the_queue(link) -> None:
    wanted = PRESCRIPTION.model_copy(update={"averages": 2})
    copy = await link.write_prescription("has run", wanted)
    assert link.status.exam.series == (SERIES, copy)


def test_a_status_leaves_the_site_without_the_patients_identity() -> None:
    leaving = leaving_status(STATUS, IdentityPolicy.MASKED)
    assert leaving is not None
    assert leaving.exam is not None
    patient = leaving.exam.patient
    assert (patient.name, patient.patient_id, patient.birth_date) == ("", "", None)
    assert patient.weight_kg == 61.5
    assert "Doe" not in leaving.model_dump_json()
    assert leaving.exam.series == STATUS.exam.series


def test_a_site_may_let_identity_leave() -> None:
    assert leaving_status(STATUS, IdentityPolicy.FULL) == STATUS
    assert leaving_status(None, IdentityPolicy.MASKED) is None
