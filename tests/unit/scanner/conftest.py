"""Scanners that drivers are tested against: real ones, small and quick."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from telescan.mr.hardware import MODELS
from telescan.mr.prescription import Prescription, Sequence
from telescan.protocol.library import ExamProtocol, SeriesProtocol
from telescan.scanner.console_only import ConsoleOnlyDriver
from telescan.scanner.driver import ScannerDriver
from telescan.scanner.virtual import VirtualScannerDriver
from telescan.virtual.bore import PhantomImaging
from telescan.virtual.control import listen
from telescan.virtual.engine import Engine
from telescan.virtual.settings import DicomDestination, ScannerSettings

MODEL = MODELS["Aster 3T"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def small_protocol() -> ExamProtocol:
    prescription = Prescription(
        sequence=Sequence.SPIN_ECHO,
        repetition_time_ms=500,
        echo_time_ms=15,
        matrix_frequency=64,
        matrix_phase=64,
        slices=2,
    )
    series = SeriesProtocol(
        name="t1", description="t1_se", field_strength_t=3.0, prescription=prescription
    )
    return ExamProtocol(
        name="small", title="Small", body_region="HEAD", field_strength_t=3.0, series=(series,) * 2
    )


@dataclass
class VirtualPeer:
    """A virtual scanner without its console."""

    engine: Engine
    port: int
    task: asyncio.Task[None]

    async def switch_off(self) -> None:
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task


@pytest.fixture
async def virtual_scanner(tmp_path: Path) -> AsyncIterator[VirtualPeer]:
    port = free_port()
    settings = ScannerSettings(
        name="MR1",
        model=MODEL.name,
        serial_number="1",
        data_folder=tmp_path,
        rfb_port=free_port(),
        control_port=port,
        dicom=DicomDestination(port=free_port()),
        speed=1000,
    )
    engine = Engine(settings, PhantomImaging(MODEL, "sphere"), small_protocol())
    server = await listen(engine, port)
    task = asyncio.create_task(engine.serve())
    await asyncio.sleep(0)
    peer = VirtualPeer(engine, port, task)
    yield peer
    server.close()
    await peer.switch_off()


@pytest.fixture
async def console_box() -> AsyncIterator[int]:
    """A KVM-over-IP box as far as the driver goes: it takes connections."""

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"RFB 003.008\n")
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture(params=["virtual", "console_only"])
def driver(request: pytest.FixtureRequest) -> ScannerDriver:
    if request.param == "virtual":
        peer: VirtualPeer = request.getfixturevalue("virtual_scanner")
        return VirtualScannerDriver("127.0.0.1", peer.port)
    port: int = request.getfixturevalue("console_box")
    return ConsoleOnlyDriver("127.0.0.1", port, model=MODEL, serial_number="1")


@pytest.fixture(params=["virtual", "console_only"])
def driver_to_nowhere(request: pytest.FixtureRequest) -> ScannerDriver:
    if request.param == "virtual":
        return VirtualScannerDriver("127.0.0.1", free_port())
    return ConsoleOnlyDriver("127.0.0.1", free_port(), model=MODEL, serial_number="1")
