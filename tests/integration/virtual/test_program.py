"""The program as it is run: its console over RFB, its control port, its end."""

import asyncio
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from telescan.scanner.driver import ScannerPhase, ScannerStatus
from telescan.scanner.virtual import VirtualScannerDriver
from telescan.virtual.settings import ScannerSettings

GO = (0x2F, 0x9E, 0x5F)
STOP = (0xC8, 0x44, 0x3C)


class Rfb:
    """Just enough of RFB 3.3 (RFC 6143) to look at the console and to click on it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        assert self._take(12) == b"RFB 003.003\n"
        self._socket.sendall(b"RFB 003.003\n")
        assert struct.unpack("!I", self._take(4)) == (1,), "Qt's server asks for no password"
        self._socket.sendall(b"\x01")
        self.width, self.height = struct.unpack("!HH", self._take(4))
        self._take(16)
        self._take(struct.unpack("!I", self._take(4))[0])
        pixels = struct.pack("!BBBBHHHBBBxxx", 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)
        self._socket.sendall(struct.pack("!Bxxx", 0) + pixels)
        self._socket.sendall(struct.pack("!BxHi", 2, 1, 0))

    def screen(self) -> NDArray[np.uint8]:
        """Return the whole screen, (row, column, RGB)."""
        self._socket.sendall(struct.pack("!BBHHHH", 3, 0, 0, 0, self.width, self.height))
        seen = np.zeros((self.height, self.width, 3), dtype=np.uint8)
        missing = self.width * self.height
        while missing > 0:
            assert self._take(1) == b"\x00", "only updates are expected"
            (count,) = struct.unpack("!xH", self._take(3))
            for _ in range(count):
                x, y, width, height, encoding = struct.unpack("!HHHHi", self._take(12))
                assert encoding == 0
                raw = np.frombuffer(self._take(width * height * 4), dtype=np.uint8)
                bgrx = raw.reshape(height, width, 4)
                seen[y : y + height, x : x + width] = bgrx[..., 2::-1]
                missing -= width * height
        return seen

    def click(self, x: int, y: int) -> None:
        for buttons in (0, 1, 0):
            self._socket.sendall(struct.pack("!BBHH", 5, buttons, x, y))

    def close(self) -> None:
        self._socket.close()

    def _take(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self._socket.recv(count - len(data))
            assert part, "the console hung up"
            data += part
        return data


def centre_of(screen: NDArray[np.uint8], colour: tuple[int, int, int]) -> tuple[int, int] | None:
    """Return a point in the middle of a button, or None where no button has the colour."""
    rows, columns = np.nonzero((screen == np.array(colour)).all(axis=-1))
    if rows.size < 2_000:
        return None
    return int((columns.min() + columns.max()) // 2), int(rows.min() + 5)


def click_on(rfb: Rfb, colour: tuple[int, int, int]) -> None:
    for _ in range(100):
        place = centre_of(rfb.screen(), colour)
        if place is not None:
            rfb.click(*place)
            return
        time.sleep(0.1)
    raise AssertionError(f"no button of colour {colour}")


def toml_of(settings: ScannerSettings) -> str:
    return f"""
name = "{settings.name}"
institution = "{settings.institution}"
model = "{settings.model}"
serial_number = "{settings.serial_number}"
data_folder = "{settings.data_folder}"
rfb_port = {settings.rfb_port}
control_port = {settings.control_port}
speed = 50
width = {settings.width}
height = {settings.height}
[dicom]
port = {settings.dicom.port}
"""


def start(settings: ScannerSettings, folder: Path) -> subprocess.Popen[str]:
    config = folder / "scanner.toml"
    config.write_text(toml_of(settings))
    return subprocess.Popen(
        [sys.executable, "-m", "telescan.cli", "scanner", "--config", str(config)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "default"},
    )


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def program(settings: ScannerSettings, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = start(settings, tmp_path)
    while not answers(settings.control_port):
        assert process.poll() is None, process.communicate()
        time.sleep(0.1)
    yield process
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)


async def status_when(settings: ScannerSettings, phase: ScannerPhase) -> ScannerStatus:
    driver = VirtualScannerDriver("127.0.0.1", settings.control_port)
    await driver.connect()
    try:
        async with asyncio.timeout(90):
            async for status in driver.watch():
                if status.phase is phase:
                    return status
    finally:
        await driver.close()
    raise AssertionError(f"the scanner never was {phase}")


def test_the_console_is_shown_and_driven_over_rfb(program, settings) -> None:
    rfb = Rfb(settings.rfb_port)
    assert (rfb.width, rfb.height) == (1280, 800)
    assert len(np.unique(rfb.screen().reshape(-1, 3), axis=0)) > 50
    click_on(rfb, GO)
    asyncio.run(status_when(settings, ScannerPhase.PRESCAN))
    click_on(rfb, STOP)
    asyncio.run(status_when(settings, ScannerPhase.STOPPED))
    rfb.close()


def test_sigterm_ends_the_program_cleanly(program, settings) -> None:
    program.send_signal(signal.SIGTERM)
    assert program.wait(60) == 0
    _, errors = program.communicate()
    assert "Traceback" not in errors
    assert not answers(settings.control_port)


def own_addresses() -> list[str]:
    addresses = [
        a.address
        for all_of in psutil.net_if_addrs().values()
        for a in all_of
        if a.family is socket.AF_INET and not a.address.startswith("127.")
    ]
    assert addresses, "this test needs a machine with an address beside loopback"
    return addresses


def test_neither_port_is_reached_from_outside(program, settings) -> None:
    for address in own_addresses():
        for port in (settings.rfb_port, settings.control_port):
            with pytest.raises(OSError, match=r"refused|timed out|unreachable"):
                socket.create_connection((address, port), timeout=5)


@pytest.mark.parametrize("key", ["rfb_port", "control_port"])
def test_a_taken_port_is_one_clear_line(settings, tmp_path, key: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", getattr(settings, key)))
        taken.listen()
        process = start(settings, tmp_path)
        _, errors = process.communicate(timeout=90)
    assert process.returncode == 2
    lines = [line for line in errors.splitlines() if line.startswith("telescan:")]
    assert len(lines) == 1
    assert key in lines[0]
    assert "Traceback" not in errors


def test_an_unwritable_data_folder_is_one_clear_line(settings, tmp_path) -> None:
    (tmp_path / "file").touch()
    bad = settings.model_copy(update={"data_folder": tmp_path / "file" / "data"})
    process = start(bad, tmp_path)
    _, errors = process.communicate(timeout=90)
    assert process.returncode == 2
    assert "data_folder" in errors
    assert "Traceback" not in errors
