import asyncio
from collections.abc import Callable

import numpy as np
import pytest
from tests.peers.virtual_scanner import switched_on

from telescan.scanner.driver import ScannerPhase, SeriesState
from telescan.virtual.engine import Engine
from telescan.virtual.snapshot import By, Snapshot


async def until(engine: Engine, holds: Callable[[Snapshot], bool]) -> Snapshot:
    met: asyncio.Future[Snapshot] = asyncio.get_running_loop().create_future()

    def look(snapshot: Snapshot) -> None:
        if holds(snapshot) and not met.done():
            met.set_result(snapshot)

    unsubscribe = engine.subscribe(look)
    try:
        return await asyncio.wait_for(met, 60)
    finally:
        unsubscribe()


def all_sent(snapshot: Snapshot) -> bool:
    return not snapshot.outbox.unsent and snapshot.outbox.sent_images > 0


def start_first(engine: Engine) -> str:
    exam = engine.status().exam
    assert exam is not None
    series = next(s for s in exam.series if s.state is SeriesState.QUEUED)
    engine.start(series.series_id, By.CONSOLE)
    return series.series_instance_uid


async def test_images_of_a_scan_arrive_at_the_gateway_as_prescribed(settings, scp) -> None:
    scp.open()
    async with switched_on(settings) as engine:
        uid = start_first(engine)
        snapshot = await until(engine, all_sent)
    assert snapshot.status.exam is not None
    assert [d.InstanceNumber for d in scp.received] == [1, 2, 3]
    assert {d.SeriesInstanceUID for d in scp.received} == {uid}
    assert {d.StudyInstanceUID for d in scp.received} == {snapshot.status.exam.study_instance_uid}
    first = scp.received[0]
    assert (first.EchoTime, first.RepetitionTime) == (15, 500)
    assert first.PatientName == "Doe^Demo 0001"
    assert first.pixel_array.shape == (64, 64)
    disc = first.pixel_array[28:36, 28:36]
    assert disc.mean() > 10 * np.median(first.pixel_array[:4])


@pytest.mark.filterwarnings("default::pytest.PytestUnraisableExceptionWarning")
async def test_images_are_kept_and_sent_when_the_gateway_comes_back(settings, scp) -> None:
    async with switched_on(settings) as engine:
        start_first(engine)
        snapshot = await until(engine, lambda s: s.outbox.problem is not None)
        assert "does not answer" in str(snapshot.outbox.problem)
        assert len(snapshot.outbox.unsent) == 1
        scp.open()
        snapshot = await until(engine, all_sent)
    assert snapshot.outbox.problem is None
    assert len(scp.received) == 3


async def test_refused_images_are_kept_with_the_reason_and_sent_again(settings, scp) -> None:
    scp.answer = 0xA700
    scp.open()
    async with switched_on(settings) as engine:
        start_first(engine)
        snapshot = await until(engine, lambda s: s.outbox.problem is not None)
        assert "0xA700" in str(snapshot.outbox.problem)
        assert scp.refused >= 1
        assert scp.received == []
        scp.answer = 0x0000
        engine.send_again()
        await until(engine, all_sent)
    assert len(scp.received) == 3


async def test_an_association_that_breaks_off_is_taken_up_again(settings, scp) -> None:
    scp.aborts_after = 1
    scp.open()
    async with switched_on(settings) as engine:
        start_first(engine)
        snapshot = await until(engine, lambda s: s.outbox.problem is not None)
        assert snapshot.outbox.sent_images == 1
        snapshot = await until(engine, all_sent)
    assert snapshot.outbox.problem is None
    assert [d.InstanceNumber for d in scp.received] == [1, 2, 3]


async def test_a_gateway_with_another_title_rejects_and_the_console_says_so(settings, scp) -> None:
    scp.open()
    other = settings.dicom.model_copy(update={"called_ae_title": "SOMEBODY"})
    async with switched_on(settings.model_copy(update={"dicom": other})) as engine:
        start_first(engine)
        snapshot = await until(engine, lambda s: s.outbox.problem is not None)
    assert "rejects" in str(snapshot.outbox.problem)


async def test_unsent_images_and_the_exam_survive_a_restart(settings, scp) -> None:
    async with switched_on(settings) as engine:
        uid = start_first(engine)
        before = await until(engine, lambda s: s.outbox.problem is not None)
    scp.open()
    async with switched_on(settings) as engine:
        after = await until(engine, all_sent)
    assert before.status.exam == after.status.exam
    assert after.status.phase is ScannerPhase.PRESCRIBED
    assert {d.SeriesInstanceUID for d in scp.received} == {uid}
    assert len(scp.received) == 3


async def test_a_series_that_was_interrupted_by_a_restart_is_stopped(settings, scp) -> None:
    slow = settings.model_copy(update={"speed": 1.0})
    async with switched_on(slow) as engine:
        start_first(engine)
        await until(engine, lambda s: s.status.phase is ScannerPhase.PRESCAN)
    async with switched_on(slow) as engine:
        exam = engine.status().exam
        assert exam is not None
        assert exam.series[0].state is SeriesState.STOPPED
    assert scp.received == []


async def test_a_new_exam_has_other_uids_and_the_next_patient(settings, scp) -> None:
    async with switched_on(settings) as engine:
        first = engine.status().exam
        engine.register_next_patient()
        second = engine.status().exam
    assert first is not None
    assert second is not None
    assert second.patient.name == "Doe^Demo 0002"
    assert second.study_instance_uid != first.study_instance_uid
    uids = {s.series_instance_uid for s in (*first.series, *second.series)}
    assert len(uids) == len(first.series) + len(second.series)
