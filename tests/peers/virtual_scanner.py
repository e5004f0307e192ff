"""A virtual scanner with a small protocol, switched on inside a test."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from telescan.mr.prescription import Prescription, Sequence
from telescan.protocol.library import ExamProtocol, SeriesProtocol
from telescan.virtual.bore import PhantomImaging
from telescan.virtual.engine import Engine
from telescan.virtual.settings import DicomDestination, ScannerSettings

SERIES = SeriesProtocol(
    name="t1",
    description="t1_se",
    field_strength_t=3.0,
    prescription=Prescription(
        sequence=Sequence.SPIN_ECHO,
        repetition_time_ms=500,
        echo_time_ms=15,
        matrix_frequency=64,
        matrix_phase=48,
        slices=3,
    ),
)


def exam_of(*series: SeriesProtocol) -> ExamProtocol:
    """Return an exam of series at 3 T."""
    return ExamProtocol(
        name="small", title="Small", body_region="HEAD", field_strength_t=3.0, series=series
    )


def scanner_settings(folder: Path, **changed: Any) -> ScannerSettings:
    """Return settings of a 3 T scanner that keeps its data in ``folder``, a thousand times fast."""
    usual: dict[str, Any] = {
        "name": "MR1",
        "model": "Aster 3T",
        "serial_number": "1",
        "data_folder": folder,
        "rfb_port": 1,
        "control_port": 1,
        "dicom": DicomDestination(port=1),
        "speed": 1000.0,
        "width": 1280,
        "height": 800,
    }
    return ScannerSettings(**usual | changed)


@contextlib.asynccontextmanager
async def switched_on(
    settings: ScannerSettings, imaging: Callable[..., PhantomImaging] = PhantomImaging
) -> AsyncIterator[Engine]:
    """Serve an engine with a sphere in its bore and two series in its queue."""
    sphere = imaging(settings.scanner_model, "sphere")
    engine = Engine(settings, sphere, exam_of(SERIES, SERIES))
    task = asyncio.create_task(engine.serve())
    await asyncio.sleep(0)
    yield engine
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
