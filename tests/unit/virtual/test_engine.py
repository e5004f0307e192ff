import asyncio
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom.dataset import FileDataset
from tests.peers.virtual_scanner import SERIES, scanner_settings, switched_on

from telescan.mr.prescription import AcquisitionType, Prescription, Sequence
from telescan.mr.volume import Effort
from telescan.scanner.driver import (
    ScannerPhase,
    ScannerRefusedError,
    ScannerStatus,
    Series,
    SeriesState,
)
from telescan.virtual.bore import PhantomImaging
from telescan.virtual.engine import Engine
from telescan.virtual.messages import Level
from telescan.virtual.settings import ScannerSettings
from telescan.virtual.snapshot import By


class FailingImaging(PhantomImaging):
    """A receiver that breaks at the second slice."""

    def image_slice(
        self, prescription: Prescription, slice_index: int, rng: np.random.Generator
    ) -> NDArray[np.float32]:
        if slice_index == 1:
            raise ArithmeticError("receiver overflow")
        return super().image_slice(prescription, slice_index, rng)


@pytest.fixture
def settings(tmp_path: Path) -> ScannerSettings:
    return scanner_settings(tmp_path)


async def until(engine: Engine, phase: ScannerPhase) -> ScannerStatus:
    reached = asyncio.Event()
    unsubscribe = engine.subscribe(
        lambda snapshot: reached.set() if snapshot.status.phase is phase else None
    )
    await asyncio.wait_for(reached.wait(), 60)
    unsubscribe()
    return engine.status()


def series_of(engine: Engine, index: int = 0) -> Series:
    exam = engine.status().exam
    assert exam is not None
    return exam.series[index]


async def test_an_exam_is_ready_as_soon_as_the_scanner_is_on(settings) -> None:
    async with switched_on(settings) as engine:
        status = engine.status()
    assert status.phase is ScannerPhase.PRESCRIBED
    assert status.exam is not None
    assert [s.state for s in status.exam.series] == [SeriesState.QUEUED] * 2
    assert status.exam.patient.name == "Doe^Demo 0001"


async def test_a_broken_acquisition_is_a_fault_that_has_to_be_cleared(settings) -> None:
    async with switched_on(settings, FailingImaging) as engine:
        engine.start(series_of(engine).series_id, By.CONSOLE)
        status = await until(engine, ScannerPhase.FAULT)
        assert "receiver overflow" in (status.fault or "")
        assert series_of(engine).state is SeriesState.FAILED
        with pytest.raises(ScannerRefusedError, match="fault"):
            engine.start(series_of(engine, 1).series_id, By.REMOTE)
        engine.clear_fault()
        assert engine.status().phase is ScannerPhase.PRESCRIBED
        engine.start(series_of(engine, 1).series_id, By.REMOTE)
        await until(engine, ScannerPhase.FAULT)


async def test_a_patient_is_not_exchanged_under_a_running_scan(settings) -> None:
    slow = settings.model_copy(update={"speed": 1.0})
    async with switched_on(slow) as engine:
        exam = engine.status().exam
        engine.start(series_of(engine).series_id, By.CONSOLE)
        with pytest.raises(ScannerRefusedError, match="running"):
            engine.register_next_patient()
        engine.stop(By.CONSOLE)
        engine.register_next_patient()
        assert engine.status().exam != exam


async def test_a_refusal_stands_in_the_message_log_and_names_no_patient(settings) -> None:
    async with switched_on(settings) as engine:
        wanted = series_of(engine).prescription.model_copy(update={"echo_time_ms": 1.0})
        with pytest.raises(ScannerRefusedError) as refused:
            engine.write_prescription(series_of(engine).series_id, wanted, By.REMOTE)
        last = engine.snapshot().messages[-1]
        assert (last.level, last.text) == (Level.WARNING, f"Not done: {refused.value}")
        assert not any("Doe" in message.text for message in engine.snapshot().messages)


async def test_what_was_set_by_whom_stands_in_the_message_log(settings) -> None:
    async with switched_on(settings) as engine:
        wanted = series_of(engine).prescription.model_copy(update={"echo_time_ms": 20.0})
        engine.write_prescription(series_of(engine).series_id, wanted, By.REMOTE)
        text = engine.snapshot().messages[-1].text
    assert text == "Series 1 set by Telescan: TE 15.0 → 20.0 ms"


async def test_the_same_seed_and_series_give_the_same_image(settings) -> None:
    imaging = PhantomImaging(settings.scanner_model, "sphere")
    prescription = SERIES.prescription
    first, again, other = (
        imaging.image_slice(prescription, 0, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


SLAB = Prescription(
    sequence=Sequence.SPOILED_GRADIENT_ECHO,
    acquisition_type=AcquisitionType.THREE_D,
    repetition_time_ms=15,
    echo_time_ms=6,
    flip_angle_deg=15,
    matrix_frequency=32,
    matrix_phase=32,
    slices=8,
    slice_thickness_mm=4,
)


class WatchedImaging(PhantomImaging):
    """A bore that tells how far a slab has come, and waits to be let on at one share."""

    halt_at = 1.0

    def __init__(self, *scanner_and_phantom: Any) -> None:
        super().__init__(*scanner_and_phantom)
        self.told: list[float] = []
        self.halted = threading.Event()
        self.let_on = threading.Event()

    def image_volume(
        self, prescription: Prescription, rng: np.random.Generator, effort: Effort
    ) -> NDArray[np.float32]:
        def progress(share: float) -> None:
            self.told.append(share)
            if share >= self.halt_at and not self.halted.is_set():
                self.halted.set()
                assert self.let_on.wait(60)
            effort.progress(share)

        return super().image_volume(prescription, rng, Effort(effort.threads, progress))


@pytest.mark.parametrize("halt_at", [0.05, 0.5, 0.8, 1.0])
async def test_a_slab_stopped_at_any_instant_leaves_no_image_and_a_scanner_that_goes_on(
    settings: ScannerSettings, halt_at: float
) -> None:
    bores: list[WatchedImaging] = []

    def bore(*scanner_and_phantom: Any) -> WatchedImaging:
        bores.append(WatchedImaging(*scanner_and_phantom))
        bores[0].halt_at = halt_at
        return bores[0]

    async with switched_on(settings, bore) as engine:
        for index in (0, 1):
            engine.write_prescription(series_of(engine, index).series_id, SLAB, By.CONSOLE)
        engine.start(series_of(engine).series_id, By.CONSOLE)
        assert await asyncio.to_thread(bores[0].halted.wait, 60)
        engine.stop(By.CONSOLE)
        done = len(bores[0].told)
        bores[0].let_on.set()
        status = engine.status()
        assert (status.phase, status.progress) == (ScannerPhase.STOPPED, None)
        engine.start(series_of(engine, 1).series_id, By.CONSOLE)
        await until(engine, ScannerPhase.DONE)
        assert sorted(bores[0].told[:done]) == bores[0].told[:done]
        assert status.exam is not None
        assert series_of(engine).state is SeriesState.STOPPED
        kept = engine.records.series_of(status.exam.exam_id)
        assert [series.images for series in kept] == [8]


async def test_a_series_stopped_while_its_images_are_written_keeps_none(
    settings: ScannerSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, let_on = threading.Event(), threading.Event()
    save = FileDataset.save_as

    def slowly(image: FileDataset, *where: Any, **how: Any) -> None:
        writing.set()
        assert let_on.wait(60)
        save(image, *where, **how)

    monkeypatch.setattr(FileDataset, "save_as", slowly)
    async with switched_on(settings) as engine:
        engine.start(series_of(engine).series_id, By.CONSOLE)
        assert await asyncio.to_thread(writing.wait, 60)
        engine.stop(By.CONSOLE)
        await asyncio.sleep(0)
        let_on.set()
        engine.start(series_of(engine, 1).series_id, By.CONSOLE)
        await until(engine, ScannerPhase.DONE)
        exam = engine.status().exam
        assert exam is not None
        assert len(engine.records.series_of(exam.exam_id)) == 1
